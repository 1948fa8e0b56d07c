// SPDX-License-Identifier: MIT
// Task: a thread of the modelled system, or a piece of interrupt work, and Process: the descriptor
// table that its tasks share. A task sleeps by setting its state and calling schedule(); a waker
// sets the state back. The timer of a finite sleep may expire at any moment, also after a wake-up.
//
// Each engine thread that calls into the model first calls task_begin() with its Task.
#pragma once

#include "checker/atomic.h"
#include "checker/ghost.h"
#include "checker/plain.h"
#include "model/locking.h"
#include "model/monitor.h"
#include "model/uaccess.h"

namespace epcheck {

struct File;
struct Kernel;
struct Sighand;
struct TaskSignals;

inline constexpr unsigned kTaskRunning = 0;
inline constexpr unsigned kTaskInterruptible = 1;
inline constexpr unsigned kTaskNormal = 3;  // as a mode of waking: any sleep

/// How long a system call may wait. Finite is some time: the model has no clock.
enum class Timeout : unsigned char { zero, finite, infinite };

struct Process {
  static constexpr int kDescriptors = 32;     // RLIMIT_NOFILE of the model
  static constexpr int kFirstDescriptor = 3;  // 0, 1 and 2 are taken

  Spinlock file_lock{LockClass::files};  // whoever changes `fd`
  atomic<File*> fd[kDescriptors];        // null: the number is free; read without the lock
  atomic<unsigned> live;                 // tasks of a forked process that have not ended
  atomic<Sighand*> sighand;              // null: it has no signals, or has ended
};

/// Where code runs, and what it may do: only process context may sleep; hardirq has interrupts off.
enum class Context : unsigned char { process, softirq, hardirq };

struct Task {
  Task(Kernel* owner, Process* member_of, const char* title, unsigned number, Context where)
      : kernel(owner), process(member_of), name(title), id(number), context(where) {}

  Kernel* const kernel;
  Process* const process;  // null: interrupt context
  const char* const name;
  const unsigned id;  // index in Kernel::tasks
  const Context context;
  Cpu* cpu = nullptr;  // that it is bound to; null: on none that matters. Does not change
  atomic<unsigned> state{kTaskRunning};
  plain<File*> task_works;         // files whose last reference was dropped in this system call
  epcheck::ghost<bool> has_timer;  // asleep with a timer, which ends the sleep some time
  epcheck::ghost<UserMemory> user_memory{UserMemory::present};
  epcheck::ghost<TaskSignals*> signals;  // null: nobody sends it any. Set once, under siglock
  LockGhost locks;
  TaskGhost ghost;
};

inline bool in_interrupt(const Task* task) { return task->context != Context::process; }
inline bool in_hardirq(const Task* task) { return task->context == Context::hardirq; }

Process* process_create();
/// A new task of the process, bound to `cpu` if that is not null, with the signals of the set
/// `blocked` blocked from the start. `name` must outlive the check.
Task* task_create(Kernel& kernel, Process* process, const char* name, unsigned blocked = 0,
                  Cpu* cpu = nullptr);
/// New interrupt work.
Task* task_create_irq(Kernel& kernel, Context context, const char* name);
/// Makes the calling engine thread the task. Each thread calls it once, before anything else.
void task_begin(Task* task);
Task* current_task();

/// Store and full barrier: a waker that does not see the new state is seen by what follows.
void set_current_state(unsigned state);
/// Store alone, where a lock orders it.
void set_current_state_relaxed(unsigned state);
/// Sleeps unless the state is kTaskRunning or a signal is pending; running afterwards.
void schedule();
/// Sleeps unless woken or timed out; running afterwards. Returns false if the timer expired,
/// whether or not the task was woken as well (schedule_hrtimeout_range). At most Kernel::timeouts
/// expire.
bool schedule_timeout(Timeout timeout);
/// Makes the task runnable. Returns 0 if it was in no sleep that `mode` matches.
int try_to_wake_up(Task* task, unsigned mode);
/// The same for a signal, which ends every sleep.
void wake_for_signal(Task* task);

}  // namespace epcheck
