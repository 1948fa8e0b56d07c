// SPDX-License-Identifier: MIT
#include "model/signal.h"

#include <sys/epoll.h>

#include <cerrno>

#include "checker/memory.h"
#include "checker/report.h"
#include "model/kernel.h"
#include "model/rcu.h"
#include "model/signalfd.h"
#include "model/task.h"

namespace epcheck {
namespace {

constexpr SignalSet kUnblockable = signal_bit(SIGKILL);

Sighand* sighand_of(const Process* process) { return process->sighand.load(Order::relaxed); }

int lowest(SignalSet set) { return set == 0 ? 0 : __builtin_ctz(set); }

void add_to(atomic<SignalSet>& set, int signal) {
  set.store(set.load(Order::relaxed) | signal_bit(signal), Order::relaxed);
}

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

void signal_wake_up(Task* task) {
  if (does(Step::signal_wake_up_sigpending)) task->signals->sigpending.store(1, Order::relaxed);
  if (does(Step::signal_wake_up_wake)) wake_for_signal(task);
}

/// Whether the task would take the signal soon.
[[gnu::noinline]] bool wants_signal(int signal, const Task* task) {
  const TaskSignals* signals = task->signals;
  if ((signals->blocked.load(Order::relaxed) & signal_bit(signal)) != 0) return false;
  if (signals->exiting) return false;
  if (signal == SIGKILL) return true;
  return task->state.load(Order::relaxed) == kTaskRunning ||
         signals->sigpending.load(Order::relaxed) == 0;
}

bool belongs_to(const Task* task, const Process* process) {
  return task->process == process && task->signals != nullptr;
}

/// A task of the process that wants the signal: the first, or else whose turn it is. Null if none.
[[gnu::noinline]] Task* choose_target(Process* process, Sighand* sighand, int signal) {
  const Kernel& world = kernel();
  unsigned first = 0;
  while (first < world.task_count && !belongs_to(world.tasks[first], process)) ++first;
  if (first == world.task_count) return nullptr;
  if (wants_signal(signal, world.tasks[first])) return world.tasks[first];
  unsigned turn = sighand->turn;
  for (unsigned i = 0; i < world.task_count; ++i) {
    unsigned at = (turn + i) % world.task_count;
    Task* task = world.tasks[at];
    if (!belongs_to(task, process) || !wants_signal(signal, task)) continue;
    sighand->turn = at;
    return task;
  }
  return nullptr;
}

/// The whole process is to end: every task is told by SIGKILL.
[[gnu::noinline]] void begin_group_exit(Process* process, Sighand* sighand) {
  const Kernel& world = kernel();
  sighand->group_exit = true;
  for (unsigned i = 0; i < world.task_count; ++i) {
    Task* task = world.tasks[i];
    if (!belongs_to(task, process) || task->signals->exiting) continue;
    add_to(task->signals->pending, SIGKILL);
    signal_wake_up(task);
  }
}

/// complete_signal(): somebody takes it. `suggested` alone may, if it is not null.
[[gnu::noinline]] void complete_signal(Process* process, Sighand* sighand, int signal,
                                       Task* suggested) {
  Task* target = suggested;
  if (suggested == nullptr)
    target = choose_target(process, sighand, signal);
  else if (!wants_signal(signal, suggested))
    target = nullptr;
  if (target == nullptr) return;  // who unblocks it will see it
  bool fatal = (sighand->handled & signal_bit(signal)) == 0;
  if (fatal && !sighand->group_exit)
    begin_group_exit(process, sighand);
  else
    signal_wake_up(target);
}

/// send_signal_locked(). `task` is null for a signal to the process.
[[gnu::noinline]] void send_signal(Process* process, Sighand* sighand, int signal, Task* task) {
  atomic<SignalSet>& pending = task != nullptr ? task->signals->pending : sighand->shared_pending;
  if (sighand->group_exit && signal != SIGKILL) return;
  if ((pending.load(Order::relaxed) & signal_bit(signal)) != 0) return;  // such a one is pending
  signalfd_notify(sighand, signal);
  add_to(pending, signal);
  monitor_changed(nullptr);
  complete_signal(process, sighand, signal, task);
}

/// With the sighand found under RCU: its process may be ending.
[[gnu::noinline]] int send(Process* process, int signal, Task* task) {
  Function fn("send_signal");
  if (does(Step::send_signal_rcu)) rcu_read_lock();
  Sighand* sighand = process->sighand.load(Order::acquire);
  int result = -ESRCH;
  if (sighand != nullptr) {
    bool flags = spin_lock_irqsave(sighand->siglock, Step::send_signal_siglock);
    bool gone = sighand_of(process) == nullptr || (task != nullptr && task->signals->exiting);
    if (!gone) {
      send_signal(process, sighand, signal, task);
      result = 0;
    }
    spin_unlock_irqrestore(sighand->siglock, flags, Step::send_signal_siglock);
  }
  if (does(Step::send_signal_rcu)) rcu_read_unlock();
  return result;
}

}  // namespace

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

int kill_process(Process* process, int signal) {
  note("call", "kill({})", signal_name(signal));
  return send(process, signal, nullptr);
}

int kill_task(Task* task, int signal) {
  note("call", "tgkill({}, {})", task->name, signal_name(signal));
  return send(task->process, signal, task);
}

bool signal_pending(const Task* task) {
  return task->signals != nullptr && task->signals->sigpending.load(Order::relaxed) != 0;
}

bool fatal_signal_pending(const Task* task) {
  return signal_pending(task) &&
         (task->signals->pending.load(Order::relaxed) & signal_bit(SIGKILL)) != 0;
}

[[gnu::noinline]] int dequeue_signal(SignalSet mask) {
  TaskSignals* own = current_task()->signals;
  if (own == nullptr) return 0;
  Sighand* sighand = sighand_of(current_task()->process);
  spin_lock_irq(sighand->siglock, Step::dequeue_signal_siglock);
  int signal = lowest(own->pending.load(Order::relaxed) & mask);
  if (signal != 0) {
    take_from(own->pending, signal);
  } else {
    signal = lowest(sighand->shared_pending.load(Order::relaxed) & mask);
    if (signal != 0) take_from(sighand->shared_pending, signal);
  }
  if (signal != 0) monitor_changed(nullptr);
  if (does(Step::dequeue_signal_recalc)) recalc_sigpending(sighand);
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
  TaskSignals* own = current_task()->signals;
  if (own == nullptr) return;
  Sighand* sighand = sighand_of(current_task()->process);
  spin_lock_irq(sighand->siglock, Step::set_current_blocked_siglock);
  own->blocked.store(mask & ~kUnblockable, Order::relaxed);
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
  if (signal_pending(task)) {
    const Sighand* sighand = sighand_of(task->process);
    SignalSet blocked = own->blocked.load(Order::relaxed);
    taken.signal = dequeue_signal(~blocked);
    if (taken.signal != 0) {
      bool handled = (sighand->handled & signal_bit(taken.signal)) != 0;
      taken.work = handled ? SignalWork::handle : SignalWork::die;
      note("wake", "{} takes {}", task->name, signal_name(taken.signal));
    }
    if (taken.work == SignalWork::handle) {
      // The handler ends with the mask from before a wait that had one of its own.
      if (!own->restore_sigmask) own->saved_sigmask = blocked;
      own->restore_sigmask = false;
      set_current_blocked(~SignalSet{0});
    }
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
  // What it was told of and did not take is for others.
  SignalSet left =
      sighand->shared_pending.load(Order::relaxed) & ~own->blocked.load(Order::relaxed);
  const Kernel& world = kernel();
  if (own->sigpending.load(Order::relaxed) == 0 || sighand->group_exit) left = 0;
  if (!does(Step::exit_signals_retarget)) left = 0;
  for (unsigned i = 0; left != 0 && i < world.task_count; ++i) {
    Task* other = world.tasks[i];
    if (!belongs_to(other, task->process) || other->signals->exiting) continue;
    SignalSet takes = left & ~other->signals->blocked.load(Order::relaxed);
    left &= ~takes;
    if (takes != 0 && other->signals->sigpending.load(Order::relaxed) == 0) signal_wake_up(other);
  }
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
