// SPDX-License-Identifier: MIT
// Which waits are joins, and of whom. Engine only.
#pragma once

#include <cstdint>

#include "checker/op.h"
#include "checker/thread.h"
#include "checker/thread_state.h"

namespace epcheck {

/// Whether an operation that waits for these conditions joins threads.
inline bool is_join(const Condition& first, std::uint64_t conditions) {
  return conditions == 1 &&
         (first.holds == &detail::thread_finished || first.holds == &detail::children_finished);
}

/// The threads that a join is about, one bit each. REQUIRES: is_join().
inline std::uint64_t joined_by(const Condition& join, unsigned threads) {
  const auto* who = static_cast<const ThreadState*>(join.argument);
  if (join.holds == &detail::thread_finished) return std::uint64_t{1} << who->id;
  std::uint64_t children = 0;
  for (unsigned thread = 1; thread < threads; ++thread)
    if (thread_state(thread).parent == who) children |= std::uint64_t{1} << thread;
  return children;
}

}  // namespace epcheck
