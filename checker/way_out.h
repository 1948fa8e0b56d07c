// SPDX-License-Identifier: MIT
// The last choice of a failing schedule at which it could still have gone right, and how. Somebody
// who reads a counterexample asks that first. It is looked for backwards: at the last decision for
// another one from which some schedule ends with nothing violated, then at the one before, and so
// on. What was looked at without success is not looked at again.
#pragma once

#include <cstddef>
#include <type_traits>

#include "checker/check.h"

namespace epcheck {

struct WayOut {
  bool found = false;
  /// No bound was hit: if found, after `decision` every way on fails; otherwise, every schedule.
  bool exhaustive = true;
  std::size_t decision = 0;  // index into the failing schedule, and into `schedule`
  /// Of those that begin as the failing one does up to there, and in which nothing is violated, one
  /// with the fewest preemptions, then the fewest decisions.
  Schedule schedule;
};

namespace detail {
WayOut way_out(Body body, const void* argument, std::size_t bytes, const Options& options,
               const Schedule& failing);
}  // namespace detail

/// REQUIRES: a check of this body with these options found `failing`; as for replay(), `options`
/// hold what it learned.
template <class F>
WayOut way_out(F body, const Options& options, const Schedule& failing) {
  static_assert(std::is_trivially_copyable_v<F>, "capture only references, pointers and numbers");
  return detail::way_out([](void* copy) { (*static_cast<F*>(copy))(); }, &body, sizeof body,
                         options, failing);
}

}  // namespace epcheck
