// SPDX-License-Identifier: MIT
// The ghost layer of the properties: what they remember about registrations, threads and files, and
// the functions by which the kernel model tells them what happens. Nothing here is part of the
// kernel: no function of the kernel may read a ghost, and removing every call changes no result of
// a system call. Each property is in model/property_NAME.cc and documented in docs/properties.md.
//
// A call belongs to the visible operation that the thread carried out just before it (checker/
// ghost.h), so call it right after the operation that makes it true, before the next one. The
// functions read the kernel by peek() only. All of them are called in the context of the task or
// interrupt that acts; current_task() is set.
#pragma once

#include <cstdint>

#include "checker/ghost.h"
#include "model/property_checks.h"

namespace epcheck {

struct Epitem;
struct Eventpoll;
struct File;
struct Sighand;
struct Task;

using SignalSet = std::uint32_t;  // as in model/signal.h

/// Ghosts of a registration.
struct EpitemGhost {
  /// An event that the contract promises has not been polled for a delivery yet. It decides for
  /// EPOLLET and EPOLLEXCLUSIVE; a plain level-triggered entry is owed one whenever it is ready.
  ghost<bool> owed;
};

/// An event of the batch that a thread's last epoll_wait returned.
struct BatchEvent {
  File* file;
  Eventpoll* ep;
  int fd;       // number that the file was registered under
  int deleted;  // 1: this thread has removed the registration since
};
static_assert(sizeof(BatchEvent) == 24, "padding would be part of the state");

/// Ghosts of a thread or interrupt.
struct TaskGhost {
  static constexpr unsigned kMaxBatch = 8;

  // Inside epoll_wait
  ghost<Eventpoll*> waits_on;         // null outside of it
  ghost<std::uint8_t> thread;         // the engine's number of the thread; 0 outside
  ghost<bool> may_sleep;              // of the wait: its timeout is not zero
  ghost<std::uint8_t> useless_waits;  // busy-loop: in a row, saturates one above the limit
  // Between monitor_edge and monitor_edge_end
  ghost<const void*> walk;     // file, or shared queue, that this task is waking, else null
  ghost<bool> walk_matched;    // the key was meant for an exclusive entry of it ...
  ghost<bool> walk_settled;    // ... and one of these was notified
  ghost<std::uint64_t> woken;  // herd: set of tasks
  // The events of the last epoll_wait; kept until the next one for stale-event only
  ghost<BatchEvent> batch[kMaxBatch];
  ghost<std::uint8_t> batch_size;
};

/// Bytes of a stream that one thread has read and not delivered.
struct Chunk {
  std::uint32_t bytes;
  std::uint16_t task;
  std::uint16_t overtaken;  // 1: later bytes of the stream have been delivered already
};
static_assert(sizeof(Chunk) == 8, "padding would be part of the state");

/// Ghosts of an open file. Sets of tasks have bit n for Task::id n. What an interval is, and who is
/// a server, say property_data_split.cc and property_stuck_data.cc.
struct FileGhost {
  static constexpr unsigned kMaxChunks = 8;

  ghost<std::uint64_t> servers;  // tasks meant to read it
  ghost<bool> eof_read;          // a read has returned 0
  ghost<std::uint64_t> open;     // tasks whose interval is open
  ghost<std::uint64_t> met;      // of these: another got bytes in an interval that overlaps theirs
  ghost<Chunk> chunks[kMaxChunks];  // in the order of the bytes
};

/// Part of Kernel. Set `checks` after boot() and before any thread starts.
struct MonitorState {
  Checks checks;
};

/// The events `key` of a file became true: call the pair around the walk of the file's wait queue,
/// after the change that monitor_changed() told of. `key` is what really became true, also where
/// the kernel tells its callbacks nothing. A walk inside of another's, of the pollers of an
/// instance that it made ready, is part of the same arrival.
void monitor_edge(File* file, unsigned key);
void monitor_edge_end(File* file, unsigned key);
/// The same where signalfds of these signals became readable: around the walk of the queue of a
/// process. It is one for all of these files, and has only those items that were registered there.
void monitor_signal(const Sighand* sighand, SignalSet signals);
void monitor_signal_end(const Sighand* sighand, SignalSet signals);
/// ep_poll_callback passed its mask checks and has queued the item or found it queued.
void monitor_notified(Epitem* epi, unsigned key);
/// EPOLL_CTL_ADD or _MOD has stored the event mask; for ADD, after the item is on its file's list.
void monitor_armed(Epitem* epi);
/// The item is about to be freed, or unlinked for good: EPOLL_CTL_DEL, close.
void monitor_removed(Epitem* epi);
/// ep_send_events has polled the item; `revents` is masked with the events asked for. In the same
/// step as the poll, and before EPOLLONESHOT disarms.
/// ep_send_events took the item off the ready list, and is about to poll it.
void monitor_unlinked(Epitem* epi);
void monitor_polled(Epitem* epi, unsigned revents);
/// It could not be stored, and the item is back on the list.
void monitor_put_back(Epitem* epi, unsigned revents);
/// The event was stored for the caller.
void monitor_delivered(Epitem* epi, unsigned revents);
/// try_to_wake_up changed the task from sleeping to running.
void monitor_woken(Task* task);
/// sys_epoll_wait has found its instance and is about to look for events. `may_sleep` unless the
/// timeout is zero.
void monitor_wait_begins(Task* task, Eventpoll* ep, bool may_sleep);
/// sys_epoll_wait is about to return; not called where monitor_wait_begins was not.
void monitor_wait_returned(Task* task, int result);
/// sys_read of a stream: bytes taken, 0 for end of file, or -EAGAIN. While the lock that protects
/// the bytes is still held, so that calls come in the order of the bytes.
void monitor_read(File* file, int result);
/// Something that a program can see changed on a file (bytes, backlog, count, end of file), or,
/// with null, a registration or a descriptor.
void monitor_changed(File* file);

}  // namespace epcheck
