// SPDX-License-Identifier: MIT
#include "model/signal.h"

#include "checker/memory.h"
#include "checker/report.h"
#include "model/kernel.h"
#include "model/rcu.h"
#include "model/signal_parts.h"
#include "model/signalfd.h"
#include "model/task.h"

namespace epcheck {
namespace {

int lowest(SignalSet set) { return set == 0 ? 0 : __builtin_ctz(set); }

void take_from(atomic<SignalSet>& set, int signal) {
  set.store(set.load(Order::relaxed) & ~signal_bit(signal), Order::relaxed);
}

/// What the current task could take.
SignalSet pending_for_current(const Sighand* sighand) {
  return current_task()->signals->pending.load(Order::relaxed) |
         sighand->shared_pending.load(Order::relaxed);
}

/// recalc_sigpending(). siglock is held.
void recalc_sigpending(const Sighand* sighand) {
  TaskSignals* own = current_task()->signals;
  bool any = (pending_for_current(sighand) & ~own->blocked.load(Order::relaxed)) != 0;
  own->sigpending.store(any ? 1 : 0, Order::relaxed);
}

/// Takes one of `mask`; 0 if none is pending. siglock is held.
[[gnu::noinline]] int dequeue_locked(Sighand* sighand, SignalSet mask) {
  TaskSignals* own = current_task()->signals;
  int signal = lowest(own->pending.load(Order::relaxed) & mask);
  if (signal != 0) {
    take_from(own->pending, signal);
  } else {
    signal = lowest(sighand->shared_pending.load(Order::relaxed) & mask);
    if (signal != 0) take_from(sighand->shared_pending, signal);
  }
  if (signal != 0) monitor_changed(nullptr);
  if (does(Step::dequeue_signal_recalc)) recalc_sigpending(sighand);
  return signal;
}

/// do_group_exit(): a signal without a handler ends the process, whoever it was sent to.
[[gnu::noinline]] void do_group_exit(Process* process, Sighand* sighand) {
  spin_lock_irq(sighand->siglock);
  if (!sighand->group_exit) begin_group_exit(process, sighand);
  spin_unlock_irq(sighand->siglock);
}

/// get_signal(): what the current task does about the signals that it was told of.
[[gnu::noinline]] SignalTaken get_signal() {
  const Task* task = current_task();
  Sighand* sighand = sighand_of(task->process);
  spin_lock_irq(sighand->siglock, Step::dequeue_signal_siglock);
  const bool marked = sighand->group_exit;  // then nothing is taken that has a handler
  SignalSet takes = marked ? kUnblockable : ~task->signals->blocked.load(Order::relaxed);
  int signal = dequeue_locked(sighand, takes);
  spin_unlock_irq(sighand->siglock, Step::dequeue_signal_siglock);
  if (marked) signal = SIGKILL;
  if (signal == 0) return {SignalWork::none, 0};
  note("wake", "{} takes {}", task->name, signal_name(signal));
  if ((sighand->handled & signal_bit(signal)) != 0) return {SignalWork::handle, signal};
  if (!marked) do_group_exit(task->process, sighand);
  return {SignalWork::die, signal};
}

}  // namespace

Sighand* sighand_of(const Process* process) { return process->sighand.load(Order::relaxed); }

const char* signal_name(int signal) {
  switch (signal) {
    case SIGHUP:
      return "HUP";
    case SIGINT:
      return "INT";
    case SIGKILL:
      return "KILL";
    case SIGUSR1:
      return "USR1";
    case SIGUSR2:
      return "USR2";
    case SIGALRM:
      return "ALRM";
    case SIGTERM:
      return "TERM";
    default:
      return "a signal";
  }
}

void signals_begin(Process* process, SignalSet handled) {
  process->sighand.store(make<Sighand>(handled), Order::release);
}

bool signal_pending(const Task* task) {
  return task->signals != nullptr && task->signals->sigpending.load(Order::relaxed) != 0;
}

bool fatal_signal_pending(const Task* task) {
  return signal_pending(task) &&
         (task->signals->pending.load(Order::relaxed) & signal_bit(SIGKILL)) != 0;
}

[[gnu::noinline]] int dequeue_signal(SignalSet mask) {
  if (current_task()->signals == nullptr) return 0;
  Sighand* sighand = sighand_of(current_task()->process);
  spin_lock_irq(sighand->siglock, Step::dequeue_signal_siglock);
  int signal = dequeue_locked(sighand, mask);
  spin_unlock_irq(sighand->siglock, Step::dequeue_signal_siglock);
  return signal;
}

[[gnu::noinline]] bool signal_ready(SignalSet mask) {
  if (current_task()->signals == nullptr) return false;
  Sighand* sighand = sighand_of(current_task()->process);
  spin_lock_irq(sighand->siglock);
  bool ready = (pending_for_current(sighand) & mask) != 0;
  spin_unlock_irq(sighand->siglock);
  return ready;
}

[[gnu::noinline]] void set_current_blocked(SignalSet mask) {
  const Task* task = current_task();
  TaskSignals* own = task->signals;
  if (own == nullptr) return;
  mask &= ~kUnblockable;
  const SignalSet before = own->blocked.load(Order::relaxed);
  if (before == mask) return;
  Sighand* sighand = sighand_of(task->process);
  spin_lock_irq(sighand->siglock, Step::set_current_blocked_siglock);
  // What it was told of, and now does not take, is for others.
  if (own->sigpending.load(Order::relaxed) != 0)
    retarget_shared_pending(sighand, task, mask & ~before);
  own->blocked.store(mask, Order::relaxed);
  if (does(Step::set_current_blocked_recalc)) recalc_sigpending(sighand);
  spin_unlock_irq(sighand->siglock, Step::set_current_blocked_siglock);
}

void set_user_sigmask(SignalSet mask) {
  TaskSignals* own = current_task()->signals;
  if (own == nullptr) return;
  own->saved_sigmask = own->blocked.load(Order::relaxed);
  own->restore_sigmask = true;
  set_current_blocked(mask);
}

void restore_user_sigmask(bool interrupted) {
  TaskSignals* own = current_task()->signals;
  if (own == nullptr) return;
  // Up to 5.1 a signal that came just after the call had its result was enough.
  if (!kernel().protocol.sigmask_by_result) interrupted = signal_pending(current_task());
  if (interrupted) return;
  own->restore_sigmask = false;
  set_current_blocked(own->saved_sigmask);
}

[[gnu::noinline]] SignalTaken exit_to_user_mode() {
  Task* task = current_task();
  TaskSignals* own = task->signals;
  if (own == nullptr) return {SignalWork::none, 0};
  SignalTaken taken{SignalWork::none, 0};
  if (signal_pending(task)) taken = get_signal();
  if (taken.work == SignalWork::handle) {
    // The handler ends with the mask from before a wait that had one of its own.
    if (!own->restore_sigmask) own->saved_sigmask = own->blocked.load(Order::relaxed);
    own->restore_sigmask = false;
    set_current_blocked(~SignalSet{0});
  }
  if (taken.work == SignalWork::none && own->restore_sigmask) {
    own->restore_sigmask = false;
    set_current_blocked(own->saved_sigmask);
  }
  return taken;
}

void sigreturn() { set_current_blocked(current_task()->signals->saved_sigmask); }

[[gnu::noinline]] void exit_signals() {
  Task* task = current_task();
  TaskSignals* own = task->signals;
  if (own == nullptr) return;
  Sighand* sighand = sighand_of(task->process);
  spin_lock_irq(sighand->siglock);
  own->exiting = true;
  const bool told = own->sigpending.load(Order::relaxed) != 0 && !sighand->group_exit;
  if (told && does(Step::exit_signals_retarget))
    retarget_shared_pending(sighand, task, ~own->blocked.load(Order::relaxed));
  spin_unlock_irq(sighand->siglock);
}

[[gnu::noinline]] void cleanup_sighand(Process* process) {
  Function fn("__cleanup_sighand");
  Sighand* sighand = sighand_of(process);
  if (sighand == nullptr) return;
  spin_lock_irq(sighand->siglock);
  process->sighand.store(nullptr, Order::relaxed);
  spin_unlock_irq(sighand->siglock);
  signalfd_cleanup(sighand);
  if (does(Step::cleanup_sighand_rcu))
    kfree_rcu(sighand);
  else
    destroy(sighand);
}

}  // namespace epcheck
