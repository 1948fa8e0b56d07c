// SPDX-License-Identifier: MIT
#include "scenarios/loader/progress.h"

#include <algorithm>

namespace epcheck::scenario {

namespace {

/// How steps can be left without having been seen.
struct Silent {
  bool end = false;        // behind the last one
  bool breaks = false;     // by `break` of the loop around them
  bool continues = false;  // by `continue` of it
};

bool reads_var(const Expr& expr) {
  return std::any_of(expr.items.begin(), expr.items.end(),
                     [](const ExprItem& item) { return item.op == ExprOp::var; });
}

template <class... Actions>
bool is_one_of(const Step& step) {
  return (std::holds_alternative<Actions>(step.action) || ...);
}

Silent walk(const Steps& steps);

Silent walk(const Step& step) {
  if (std::holds_alternative<Break>(step.action)) return {.breaks = true};
  if (std::holds_alternative<Continue>(step.action)) return {.continues = true};
  if (const auto* branch = std::get_if<If>(&step.action)) {
    if (reads_var(branch->condition)) return {};
    Silent then = walk(branch->then);
    Silent otherwise = walk(branch->otherwise);
    if (branch->condition.constant()) return branch->condition.items[0].value ? then : otherwise;
    return {then.end || otherwise.end, then.breaks || otherwise.breaks,
            then.continues || otherwise.continues};
  }
  if (const auto* loop = std::get_if<Loop>(&step.action)) return {.end = walk(loop->steps).breaks};
  if (const auto* repeat = std::get_if<Repeat>(&step.action)) {
    Silent body = walk(repeat->steps);
    return {.end = repeat->times == 0u || body.end || body.breaks || body.continues};
  }
  if (std::holds_alternative<For>(step.action)) return {.end = true};  // it may have no event
  if (const auto* check = std::get_if<Assert>(&step.action))
    return {.end = !reads_var(check->condition)};
  if (const auto* fence = std::get_if<Fence>(&step.action)) return {.end = !fence->order};
  return {.end = is_one_of<Deliver, Dispatch>(step)};
}

Silent walk(const Steps& steps) {
  Silent all;
  for (const Step& step : steps) {
    Silent one = walk(step);
    all.breaks = all.breaks || one.breaks;
    all.continues = all.continues || one.continues;
    if (!one.end) return all;
  }
  all.end = true;
  return all;
}

}  // namespace

bool calls_kernel(const Step& step) {
  return is_one_of<Wait, Ctl, Poll, Read, Write, Accept, Connect, Shutdown, Close, Dup, Settime,
                   Fork, Kill>(step);
}

bool may_pass_silently(const Steps& body) {
  Silent silent = walk(body);
  return silent.end || silent.continues;
}

}  // namespace epcheck::scenario
