// SPDX-License-Identifier: MIT
#include "model/task.h"

#include "checker/choice.h"
#include "checker/memory.h"
#include "checker/report.h"
#include "checker/thread.h"
#include "model/kernel.h"
#include "model/signal.h"

namespace epcheck {
namespace {

bool is_awake(const void* task) {
  return static_cast<const Task*>(task)->state.peek() == kTaskRunning;
}

/// signal_pending_state(), in __schedule(): who has a signal does not fall asleep. Pairs with the
/// barrier of who sends it.
[[gnu::noinline]] void stay_awake_for_signal(Task* task) {
  if (task->signals == nullptr) return;
  if (does(Step::schedule_barrier)) fence();
  if (does(Step::schedule_signal_pending) && signal_pending(task))
    set_current_state_relaxed(kTaskRunning);
}

bool timer_may_expire(const void* task) {
  return static_cast<const Task*>(task)->kernel->timeouts.peek() > 0;
}

/// smp_mb__after_spinlock() of p->pi_lock. Pairs with set_current_state(): either the sleeper sees
/// what the caller did, or the caller that it sleeps.
void order_before_state() {
  if (does(Step::try_to_wake_up_barrier)) fence();
}

Task* create(Kernel& kernel, Process* process, const char* name, Context context) {
  unsigned id = kernel.task_count;
  require(id < Kernel::kMaxTasks, "the model has room for no more tasks");
  Task* task = make<Task>(&kernel, process, name, id, context);
  kernel.tasks[id] = task;
  kernel.task_count = id + 1;
  label(&task->state, sizeof task->state, "{}.state", name);
  return task;
}

/// From now on whoever sends a signal finds the task. It may take what is pending for its process;
/// if that is being ended, so is the task.
[[gnu::noinline]] void join_process(Task* task, Sighand* sighand, SignalSet blocked) {
  TaskSignals* signals = make<TaskSignals>(blocked);
  spin_lock_irq(sighand->siglock);
  if (sighand->group_exit) signals->pending.store(signal_bit(SIGKILL), Order::relaxed);
  SignalSet takes = sighand->shared_pending.load(Order::relaxed) & ~blocked;
  if (sighand->group_exit || takes != 0) signals->sigpending.store(1, Order::relaxed);
  task->signals = signals;
  spin_unlock_irq(sighand->siglock);
}

}  // namespace

Process* process_create() { return make<Process>(); }

Task* task_create(Kernel& kernel, Process* process, const char* name, unsigned blocked, Cpu* cpu) {
  Sighand* sighand = process->sighand.load(Order::relaxed);
  Task* task = create(kernel, process, name, Context::process);
  task->cpu = cpu;
  if (sighand != nullptr) join_process(task, sighand, blocked);
  return task;
}

Task* task_create_irq(Kernel& kernel, Context context, const char* name) {
  return create(kernel, nullptr, name, context);
}

void task_begin(Task* task) { this_thread::set_data(task); }

Task* current_task() { return static_cast<Task*>(this_thread::data()); }

void set_current_state(unsigned state) {
  current_task()->state.store(state);
  fence();
}

void set_current_state_relaxed(unsigned state) {
  current_task()->state.store(state, Order::relaxed);
}

void schedule() {
  might_sleep();
  stay_awake_for_signal(current_task());
  wait_until(&is_awake, current_task());
}

[[gnu::noinline]] bool schedule_timeout(Timeout timeout) {
  if (timeout == Timeout::infinite) {
    schedule();
    return true;
  }
  might_sleep();
  Task* task = current_task();
  stay_awake_for_signal(task);
  const Condition conditions[2] = {{&is_awake, task}, {&timer_may_expire, task}};
  task->has_timer = true;
  unsigned woken_by = wait(conditions);
  task->has_timer = false;
  if (woken_by == 0) return true;
  task->kernel->timeouts = task->kernel->timeouts.peek() - 1;
  note("wake", "timer of {} expires", task->name);
  set_current_state_relaxed(kTaskRunning);  // the timer wakes its task
  return false;
}

[[gnu::noinline]] void wake_for_signal(Task* task) {
  unsigned asleep = kTaskInterruptible;
  order_before_state();
  bool slept = task->state.compare_exchange_strong(asleep, kTaskRunning);
  note("wake", "{} {}", slept ? "a signal wakes" : "a signal for", task->name);
}

[[gnu::noinline]] int try_to_wake_up(Task* task, unsigned mode) {
  // The one sleep that the model has is interruptible, and every mode matches it.
  unsigned asleep = mode & kTaskInterruptible;
  order_before_state();
  if (!does(Step::try_to_wake_up_asleep)) {
    task->state.store(kTaskRunning);
  } else if (!task->state.compare_exchange_strong(asleep, kTaskRunning)) {
    note("wake", "{} runs already", task->name);
    return 0;
  }
  monitor_woken(task);
  note("wake", "wakes {}", task->name);
  return 1;
}

}  // namespace epcheck
