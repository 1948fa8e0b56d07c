// SPDX-License-Identifier: MIT
#include "checker/known_steps.h"

namespace epcheck {

namespace {

/// After each so many notes it is asked whether so many steps were known for each.
constexpr std::size_t kLookAfter = 8192;
constexpr std::uint64_t kWorth = 2;

}  // namespace

void KnownSteps::clear() {
  begins_.clear();
  nodes_.clear();
  others_.clear();
  steps_.clear();
  bytes_ = 0;
  hits_ = 0;
  learns_ = true;
}

std::uint32_t KnownSteps::add_node() {
  nodes_.emplace_back();
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

void KnownSteps::set_next(std::uint32_t node, const Next& next) {
  Node& at = nodes_[node];
  if (at.first.then == kNone) {
    at.first = next;
    return;
  }
  if (at.others == kNone) {
    at.others = static_cast<std::uint32_t>(others_.size());
    others_.emplace_back();
  }
  others_[at.others].push_back(next);
}

/// A step that reads something else where one was known to read on knows more of what can be seen
/// of stacks than that one did: it takes its place.
void KnownSteps::add(const Key& begin, const std::vector<NotedRead>& reads, KnownStep step) {
  std::uint32_t& first = begins_[begin];
  if (first == 0) first = add_node() + 1;
  std::uint32_t node = first - 1;
  for (const NotedRead& read : reads) {
    if (nodes_[node].place != read.place || nodes_[node].step != kNone)
      nodes_[node] = {.place = read.place};
    std::uint32_t then = next(nodes_[node], read.value);
    if (then == kNone) {
      then = add_node();
      set_next(node, {read.value, then});
    }
    node = then;
  }
  bytes_ += sizeof(KnownStep) + reads.size() * (sizeof(Node) + sizeof(NotedRead)) +
            step.stack.size() + step.written.size() + step.calls.size() * sizeof(HandoverCall);
  nodes_[node] = {.step = static_cast<std::uint32_t>(steps_.size())};
  steps_.push_back(std::move(step));
  if (bytes_ > kMostBytes) learns_ = false;
  if (steps_.size() % kLookAfter == 0 && hits_ < kWorth * steps_.size()) learns_ = false;
}

void KnownSteps::add_handover(KnownStep& step, const Key& before,
                              std::vector<HandoverChange> changes) {
  if (bytes_ > kMostBytes) return;
  bytes_ += sizeof(Key) + sizeof changes + changes.size() * sizeof(HandoverChange);
  step.handovers[before] = std::move(changes);
}

}  // namespace epcheck
