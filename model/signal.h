// SPDX-License-Identifier: MIT
// Signals, as kernel/signal.c has them: what is pending for a process and for a task, who is chosen
// to take it, and what a task does about it before it goes on in its own code. A Sighand is what
// the tasks of a process share (sighand_struct and the shared part of signal_struct), and a queue
// on which the readers of signalfds wait lies in it: it dies with its process, whatever still
// refers to it from files.
//
// A process has signals only if signals_begin() was called for it before its first task; without,
// no function here is an operation. `siglock` protects all sets; sigpending is read without it by
// its task, and woken for. Signals have the numbers of <csignal>; stops, traces and queued
// (real-time) signals are not modelled.
#pragma once

#include <csignal>
#include <cstdint>

#include "checker/atomic.h"
#include "checker/ghost.h"
#include "checker/plain.h"
#include "model/wait_queue.h"

namespace epcheck {

struct Process;
struct Task;

/// Bit n is the signal n.
using SignalSet = std::uint32_t;
constexpr SignalSet signal_bit(int signal) { return SignalSet{1} << signal; }
/// What no task can block, and no signalfd reads.
inline constexpr SignalSet kUnblockable = signal_bit(SIGKILL);

/// In the key of a wake-up: the queue is about to go, and every entry must leave it (POLLFREE).
inline constexpr unsigned kPollFree = 0x4000;

struct Sighand {
  explicit Sighand(SignalSet caught) : handled(caught) {}
  const SignalSet handled;  // signals with a handler; any other ends the process
  Spinlock siglock{LockClass::siglock};
  WaitQueueHead signalfd_wqh;
  atomic<SignalSet> shared_pending;
  plain<bool> group_exit;  // SIGNAL_GROUP_EXIT: the process is being ended
  plain<unsigned> turn;    // curr_target: index in Kernel::tasks
};

/// Part of a task.
struct TaskSignals {
  explicit TaskSignals(SignalSet mask) : blocked(mask & ~kUnblockable) {}
  atomic<SignalSet> pending;
  atomic<SignalSet> blocked;
  atomic<unsigned> sigpending;  // TIF_SIGPENDING
  plain<bool> exiting;          // PF_EXITING
  // Of the task alone: the mask to go back to (saved_sigmask, TIF_RESTORE_SIGMASK).
  epcheck::ghost<SignalSet> saved_sigmask;
  epcheck::ghost<bool> restore_sigmask;
};

/// "USR1"
const char* signal_name(int signal);

/// Gives the process signals. `handled` are those that do not end it.
void signals_begin(Process* process, SignalSet handled);

/// Sends a signal to a process, or to a task. 0, or ESRCH if it has ended.
int kill_process(Process* process, int signal);
int kill_task(Task* task, int signal);

/// The task has a signal to take, or was told that it might have.
bool signal_pending(const Task* task);
/// One that ends its process.
bool fatal_signal_pending(const Task* task);

/// Takes one of `mask` from what is pending for the current task; 0 if none is.
int dequeue_signal(SignalSet mask);
/// Whether one of `mask` is pending for the current task. Takes siglock.
bool signal_ready(SignalSet mask);

/// Sets the mask of the current task (sigprocmask with SIG_SETMASK).
void set_current_blocked(SignalSet mask);

/// The current task has another mask for the length of a call. If that was interrupted, the signal
/// is taken under the call's mask, and the task goes back to its own after that.
void set_user_sigmask(SignalSet mask);
void restore_user_sigmask(bool interrupted);

/// What the task does about signals before it goes on in its own code.
enum class SignalWork : std::uint8_t {
  none,
  handle,  // it runs a handler, with every signal blocked, and ends it by sigreturn()
  die,     // it ends
};
struct SignalTaken {
  SignalWork work;
  int signal;
};
SignalTaken exit_to_user_mode();
/// The end of a handler.
void sigreturn();

/// The current task ends: it takes no signal any more, others do.
void exit_signals();
/// The last task of the process has ended. What waits on its queue is told; it is freed after a
/// grace period.
void cleanup_sighand(Process* process);

}  // namespace epcheck
