// SPDX-License-Identifier: MIT
// herd: one arrival wakes more than `max` threads.
//
// An arrival is one change that makes a file ready; counted are the different threads that
// try_to_wake_up turns from sleeping to running while the file's wait queue is walked for it. A
// thread that a later scan of the instance wakes in turn is not counted.
#include <bit>

#include "checker/report.h"
#include "model/property_parts.h"
#include "model/task.h"

namespace epcheck {

void herd_woken(Task* task, int max) {
  TaskGhost& walker = current_task()->ghost;
  if (walker.walk == nullptr) return;
  walker.woken = walker.woken | bit_of(task);
  if (std::popcount(static_cast<TaskSet>(walker.woken)) > max)
    report("herd", "one arrival woke more threads than allowed");
}

}  // namespace epcheck
