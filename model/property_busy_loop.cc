// SPDX-License-Identifier: MIT
// busy-loop: more than `max` waits in a row of one thread return although nothing has changed.
//
// Counted is an epoll_wait that returns events, or that returns 0 because its timeout is 0. A row
// ends when anything changes that a program can see, made by whichever thread: the bytes, backlog,
// count or end of a file, a registration, a descriptor; and when a wait of the thread returns
// otherwise, after a timeout or a signal. The count stops one above `max`, so that a thread that
// spins for ever is in finitely many states.
#include "checker/report.h"
#include "model/kernel.h"
#include "model/property_parts.h"

namespace epcheck {

void busy_wait_returned(Task* task, int result, int max) {
  TaskGhost& ghost = task->ghost;
  int count = ghost.useless_waits;
  if (result < 0 || (result == 0 && ghost.may_sleep)) {
    if (count != 0) ghost.useless_waits = 0;
    return;
  }
  if (count > max) return;
  ghost.useless_waits = static_cast<std::uint8_t>(count + 1);
  if (count == max)
    report("busy-loop", "a thread's waits return again and again although nothing has changed");
}

void busy_changed(Kernel& world) {
  for (unsigned i = 0; i < world.task_count; ++i) {
    TaskGhost& ghost = static_cast<Task*>(world.tasks[i])->ghost;
    if (ghost.useless_waits != 0) ghost.useless_waits = 0;
  }
}

}  // namespace epcheck
