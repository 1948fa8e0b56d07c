// SPDX-License-Identifier: MIT
// Nondeterminism and blocking: choose() explores each value, wait() blocks until a condition holds.
#pragma once

#include "checker/hooks.h"

namespace epcheck {

/// Each value of 0 .. n-1 is explored. n is 1 to 255.
[[gnu::always_inline]] inline unsigned choose(unsigned n) {
  return static_cast<unsigned>(hook(pack(OpKind::choose, 0, Order::relaxed), nullptr, n));
}

/// Blocks until at least one condition holds, and explores each that does; returns its index.
template <unsigned n>
[[gnu::always_inline]] inline unsigned wait(const Condition (&conditions)[n]) {
  static_assert(n >= 1 && n <= 8);
  return static_cast<unsigned>(hook(pack(OpKind::wait, 0, Order::acquire), conditions, n));
}

/// Blocks until `holds(argument)`; see Condition for what it may do.
[[gnu::always_inline]] inline void wait_until(bool (*holds)(const void*), const void* argument) {
  const Condition condition[1] = {{holds, argument}};
  wait(condition);
}

}  // namespace epcheck
