// SPDX-License-Identifier: MIT
// Sending: who is chosen to take a signal, and who is told that one is there.
#include <cerrno>

#include "checker/choice.h"
#include "checker/report.h"
#include "model/kernel.h"
#include "model/rcu.h"
#include "model/signal_parts.h"
#include "model/signalfd.h"
#include "model/task.h"

namespace epcheck {
namespace {

void add_to(atomic<SignalSet>& set, int signal) {
  set.store(set.load(Order::relaxed) | signal_bit(signal), Order::relaxed);
}

void signal_wake_up(Task* task) {
  if (does(Step::signal_wake_up_sigpending)) task->signals->sigpending.store(1, Order::relaxed);
  if (does(Step::signal_wake_up_wake)) wake_for_signal(task);
}

/// Whether the task would take the signal soon. One that runs does so at once if it has a CPU now,
/// which it may have or not (task_curr()); one that has signals to take, and no CPU, is passed
/// over.
[[gnu::noinline]] bool wants_signal(int signal, const Task* task) {
  const TaskSignals* signals = task->signals;
  if ((signals->blocked.load(Order::relaxed) & signal_bit(signal)) != 0) return false;
  if (signals->exiting) return false;
  if (signal == SIGKILL) return true;
  if (signals->sigpending.load(Order::relaxed) == 0) return true;
  return task->state.load(Order::relaxed) == kTaskRunning && choose(2) == 0;
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

[[gnu::noinline]] void retarget_shared_pending(const Sighand* sighand, const Task* task,
                                               SignalSet which) {
  SignalSet left = sighand->shared_pending.load(Order::relaxed) & which;
  const Kernel& world = kernel();
  for (unsigned i = 0; left != 0 && i < world.task_count; ++i) {
    Task* other = world.tasks[i];
    if (other == task || !belongs_to(other, task->process) || other->signals->exiting) continue;
    SignalSet takes = left & ~other->signals->blocked.load(Order::relaxed);
    left &= ~takes;
    if (takes != 0 && other->signals->sigpending.load(Order::relaxed) == 0) signal_wake_up(other);
  }
}

int kill_process(Process* process, int signal) {
  note("call", "kill({})", signal_name(signal));
  return send(process, signal, nullptr);
}

int kill_task(Task* task, int signal) {
  note("call", "tgkill({}, {})", task->name, signal_name(signal));
  return send(task->process, signal, task);
}

}  // namespace epcheck
