// SPDX-License-Identifier: MIT
// What the properties share, inside model/ only: each property_NAME.cc implements the functions
// under its name, monitor.cc calls those whose property is on, property_end.cc judges end states.
// Everything here reads the kernel by peek() and is part of the step in which it is called.
#pragma once

#include <cstdint>

#include "checker/check.h"
#include "model/monitor.h"

namespace epcheck {

struct Kernel;

using TaskSet = std::uint64_t;  // bit n is the task with Task::id n

// property_facts.cc: what is so in this state
TaskSet bit_of(const Task* task);
/// Whether the file has not been released.
bool is_alive(const Kernel& kernel, const File* file);
/// The poll mask of an item's file, as vfs_poll would give it to the task: what a signalfd says
/// depends on who asks, and whether it tells of that on the process whose queue the item is on.
unsigned ready_now(const Epitem* epi, const Task* task);
/// What lies unread in a file for the task, as a message of stuck-data; null if nothing does.
const char* unread_in(const File* file, const Task* task);
/// Whether the task sleeps in epoll_wait, rather than running or waiting for a lock.
bool sleeps_in_epoll_wait(const Task* task);
/// The same, and no timer will end the sleep.
bool sleeps_for_ever(const Task* task);
/// The events that the registration waits for; 0 if EPOLLONESHOT has disarmed it.
unsigned armed_events(const Epitem* epi);

// lost-wakeup
void contract_edge(File* file, unsigned key);
void contract_edge_end(File* file, unsigned key);
void contract_signal(const Sighand* sighand, SignalSet signals);
void contract_signal_end(const Sighand* sighand, SignalSet signals);
void contract_notified(Epitem* epi);
void contract_armed(Epitem* epi);
void contract_unlinked(Epitem* epi);
void contract_polled(Epitem* epi, unsigned revents);
void contract_put_back(Epitem* epi);
/// What is lost for a task that sleeps on its instance, as a message; null if nothing is.
const char* lost_wakeup(const Task* sleeper);

// stuck-data
void servers_wait(Task* task, Eventpoll* ep);
void servers_armed(Epitem* epi);
void servers_read(File* file, int result);
/// What waits for ever on some file, as a message; null if nothing does.
const char* stuck_data(const Kernel& kernel);

// deadlock
/// Reports it unless all blocked threads are excused.
void judge_deadlock(const Kernel& kernel, const EndState& end, bool lost_wakeup_checked);

// data-split
void split_wait_begins(Task* task);
void split_wait_returned(Task* task);
void split_read(File* file, int result);
void split_deliver(File* file, int bytes);

// reorder: the bytes that tasks hold, for data-split too
/// The tasks that hold bytes of the file.
TaskSet holders(const File* file);
void chunk_read(File* file, const Task* task, int bytes);
/// Takes `bytes` off what the task holds. False if it holds less.
bool chunk_deliver(File* file, const Task* task, int bytes, bool report_reorder);
/// The task gives up what it holds.
void chunk_drop(File* file, const Task* task);

// stale-event
void batch_clear(Task* task);
void batch_add(Task* task, const Epitem* epi);
void batch_removed(Task* task, const Epitem* epi);

// herd
void herd_woken(Task* task, int max);

// busy-loop
void busy_wait_returned(Task* task, int result, int max);
void busy_changed(Kernel& kernel);

}  // namespace epcheck
