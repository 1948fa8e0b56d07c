// SPDX-License-Identifier: MIT
#include "checker/pct.h"

namespace epcheck {

namespace {

constexpr std::int64_t kUnchanged = std::int64_t{1} << 32;

}  // namespace

void Pct::begin(std::uint64_t steps, std::mt19937_64& random) {
  for (std::int64_t& priority : priority_)
    priority = kUnchanged + static_cast<std::int64_t>(random() >> 2);
  for (std::uint64_t& change : changes_) change = random() % (steps + 1);
  step_ = 0;
  lowest_ = 0;
  running_ = kMaxThreads;
}

unsigned Pct::pick(const std::vector<Decision>& decisions, const Key& state) {
  unsigned thread = highest(decisions);
  if (goes_round(thread, state)) {
    priority_[thread] = --lowest_;
    thread = highest(decisions);
  }
  // The order of those that have fallen is random too: the changes are not sorted.
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    if (changes_[i] != step_) continue;
    priority_[thread] = static_cast<std::int64_t>(i) + 1;
    thread = highest(decisions);
  }
  ++step_;
  return thread;
}

unsigned Pct::highest(const std::vector<Decision>& decisions) const {
  unsigned best = decisions.front().thread;
  for (Decision decision : decisions)
    if (priority_[decision.thread] > priority_[best]) best = decision.thread;
  return best;
}

/// Whether the thread, running alone, has come back to a state: then it waits for another one in a
/// loop, and would do so until the walk is cut. Brent's way of finding a cycle: the state after
/// 1, 2, 4, 8 .. steps is compared with those that follow.
bool Pct::goes_round(unsigned thread, const Key& state) {
  if (thread != running_) {
    running_ = thread;
    run_ = 0;
  } else if (state == mark_) {
    run_ = 0;
    return true;
  }
  if ((run_ & (run_ - 1)) == 0) mark_ = state;
  ++run_;
  return false;
}

}  // namespace epcheck
