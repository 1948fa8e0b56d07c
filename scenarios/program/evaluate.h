// SPDX-License-Identifier: MIT
// Computes expressions. evaluate() is a thread of the program doing so: reading a shared variable
// is an operation. observe() looks from outside, by peek() only: for await, always, finally, and
// the values of an end state.
#pragma once

#include "scenarios/program/world.h"

namespace epcheck::scenario {

std::int64_t evaluate(const ThreadState& thread, ExprRange range);

/// `slots` may be null where no item reads a local. A file that was closed holds nothing.
std::int64_t observe(const World& world, const ghost<std::int64_t>* slots, const ExprItem* items,
                     unsigned size);

}  // namespace epcheck::scenario
