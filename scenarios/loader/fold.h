// SPDX-License-Identifier: MIT
// Puts parts of an expression together, and computes what is constant at once.
#pragma once

#include "scenarios/loader/expression.h"

namespace epcheck::scenario {

/// The largest number in a scenario.
inline constexpr std::int64_t kMaxNumber = (std::int64_t{1} << 48) - 1;

using Items = std::vector<ExprItem>;

inline ExprItem number_item(std::int64_t value) { return {ExprOp::number, 0, 0, value}; }

Items fold_and(Items left, Items right);
Items fold_or(Items left, Items right);
Items fold_unary(ExprOp op, Items operand);
Items fold_binary(ExprOp op, Items left, Items right);

/// Values that are on the stack at once.
unsigned stack_depth(const Items& items);

/// The result of an operator that pops two.
std::int64_t apply(ExprOp op, std::int64_t left, std::int64_t right);

}  // namespace epcheck::scenario
