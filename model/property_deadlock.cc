// SPDX-License-Identifier: MIT
// deadlock: in an end state, a thread that is no daemon is blocked, in whatever: a lock, a join, or
// a sleep in epoll_wait. Excused are threads that sleep on an instance that owes them an event,
// where lost-wakeup is checked: that is the kernel's doing and has its own name.
#include <algorithm>
#include <string>

#include "checker/deadlock.h"
#include "checker/report.h"
#include "model/kernel.h"
#include "model/property_parts.h"

namespace epcheck {

namespace {

bool has_lost_a_wakeup(const Kernel& world, const BlockedThread& thread) {
  for (unsigned i = 0; i < world.task_count; ++i) {
    const Task* task = world.tasks[i];
    if (!sleeps_in_epoll_wait(task) || task->ghost.thread != thread.id) continue;
    return lost_wakeup(task) != nullptr;
  }
  return false;
}

/// A timer ends the sleep, also where the budget of expiries does not let the search see it.
bool has_timer(const Kernel& world, const BlockedThread& thread) {
  for (unsigned i = 0; i < world.task_count; ++i)
    if (world.tasks[i]->ghost.thread == thread.id && world.tasks[i]->has_timer) return true;
  return false;
}

}  // namespace

void judge_deadlock(const Kernel& world, const EndState& end, bool lost_wakeup_checked) {
  EndState rest = end;
  auto timed = [&](const BlockedThread& thread) { return has_timer(world, thread); };
  rest.blocked.erase(std::remove_if(rest.blocked.begin(), rest.blocked.end(), timed),
                     rest.blocked.end());
  if (lost_wakeup_checked) {
    auto excused = [&](const BlockedThread& thread) { return has_lost_a_wakeup(world, thread); };
    rest.blocked.erase(std::remove_if(rest.blocked.begin(), rest.blocked.end(), excused),
                       rest.blocked.end());
  }
  std::string deadlock = describe_deadlock(rest);
  if (!deadlock.empty()) report("deadlock", deadlock.c_str());
}

}  // namespace epcheck
