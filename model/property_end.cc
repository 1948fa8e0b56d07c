// SPDX-License-Identifier: MIT
#include "checker/report.h"
#include "model/kernel.h"
#include "model/properties.h"
#include "model/property_parts.h"

namespace epcheck {

namespace {

const char* any_lost_wakeup(const Kernel& world) {
  for (unsigned i = 0; i < world.task_count; ++i) {
    const Task* task = world.tasks[i];
    if (!sleeps_in_epoll_wait(task)) continue;
    if (const char* lost = lost_wakeup(task->ghost.waits_on)) return lost;
  }
  return nullptr;
}

}  // namespace

void judge_end(Kernel& world, const EndState& end, const Checks& checks) {
  // Which of the two is to blame for what is left depends on the contract: never both.
  const char* lost = checks.contract() ? any_lost_wakeup(world) : nullptr;
  if (lost != nullptr) {
    if (checks.lost_wakeup) report("lost-wakeup", lost);
  } else if (checks.stuck_data) {
    if (const char* stuck = stuck_data(world)) report("stuck-data", stuck);
  }
  if (checks.deadlock) judge_deadlock(world, end, checks.lost_wakeup);
}

}  // namespace epcheck
