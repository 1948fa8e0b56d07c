// SPDX-License-Identifier: MIT
#include "scenarios/loader/fold.h"

#include <algorithm>

namespace epcheck::scenario {

namespace {

bool constant(const Items& items) { return items.size() == 1 && items[0].op == ExprOp::number; }

Items append(Items left, const Items& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Items truth_of(Items items) {
  if (constant(items)) return {number_item(items[0].value != 0)};
  items.push_back({ExprOp::truth, 0, 0, 0});
  return items;
}

Items short_circuit(ExprOp skip, Items left, Items right) {
  bool decided_by = skip == ExprOp::skip_if_true;
  if (constant(left)) {
    if ((left[0].value != 0) == decided_by) return {number_item(decided_by)};
    return truth_of(std::move(right));
  }
  left.push_back({skip, 0, 0, static_cast<std::int64_t>(right.size())});
  left = append(std::move(left), right);
  left.push_back({ExprOp::truth, 0, 0, 0});
  return left;
}

/// Objects are huge numbers; sums of them mean nothing, but must not be undefined.
std::int64_t wrap(std::uint64_t value) { return static_cast<std::int64_t>(value); }

/// How many values an item adds to the stack.
int growth(ExprOp op) {
  switch (op) {
    case ExprOp::negate:
    case ExprOp::logical_not:
    case ExprOp::truth:
      return 0;
    case ExprOp::skip_if_false:
    case ExprOp::skip_if_true:
      return -1;
    default:
      return op >= ExprOp::equal ? -1 : 1;
  }
}

}  // namespace

std::int64_t apply(ExprOp op, std::int64_t left, std::int64_t right) {
  switch (op) {
    case ExprOp::equal:
      return left == right;
    case ExprOp::not_equal:
      return left != right;
    case ExprOp::less:
      return left < right;
    case ExprOp::less_equal:
      return left <= right;
    case ExprOp::greater:
      return left > right;
    case ExprOp::greater_equal:
      return left >= right;
    case ExprOp::has:
      return (left & right) == right;
    case ExprOp::add:
      return wrap(static_cast<std::uint64_t>(left) + static_cast<std::uint64_t>(right));
    case ExprOp::subtract:
      return wrap(static_cast<std::uint64_t>(left) - static_cast<std::uint64_t>(right));
    default:
      return 0;
  }
}

Items fold_and(Items left, Items right) {
  return short_circuit(ExprOp::skip_if_false, std::move(left), std::move(right));
}

Items fold_or(Items left, Items right) {
  return short_circuit(ExprOp::skip_if_true, std::move(left), std::move(right));
}

Items fold_unary(ExprOp op, Items operand) {
  if (constant(operand)) {
    std::int64_t value = operand[0].value;
    return {number_item(op == ExprOp::negate ? apply(ExprOp::subtract, 0, value) : value == 0)};
  }
  operand.push_back({op, 0, 0, 0});
  return operand;
}

Items fold_binary(ExprOp op, Items left, Items right) {
  if (constant(left) && constant(right))
    return {number_item(apply(op, left[0].value, right[0].value))};
  left = append(std::move(left), right);
  left.push_back({op, 0, 0, 0});
  return left;
}

unsigned stack_depth(const Items& items) {
  int depth = 0;
  int deepest = 0;
  for (const ExprItem& item : items) {
    depth += growth(item.op);
    deepest = std::max(deepest, depth);
  }
  return static_cast<unsigned>(deepest);
}

}  // namespace epcheck::scenario
