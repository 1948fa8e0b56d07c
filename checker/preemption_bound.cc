// SPDX-License-Identifier: MIT
#include "checker/preemption_bound.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/search.h"

namespace epcheck {

PreemptionBound::PreemptionBound(Machine& machine, const Options& options)
    : machine_(machine),
      on_(options.max_preemptions.has_value()),
      most_(options.max_preemptions.value_or(0)) {}

PreemptionBound::Step PreemptionBound::now() const {
  return path_.empty() ? Step{kMaxThreads, 0} : path_.back();
}

bool PreemptionBound::last_can_go_on() const {
  unsigned last = now().last;
  return last != kMaxThreads && machine_.enabled(last);
}

bool PreemptionBound::preempts(Decision decision, bool last_can_go_on) const {
  return last_can_go_on && decision.choice != kDrain && decision.thread != now().last;
}

Key PreemptionBound::key(Key state) const {
  if (!on_) return state;
  // Odd factors: different pairs give different sums.
  std::uint64_t history = (std::uint64_t{now().preemptions} << 8 | now().last) + 1;
  state += Key{history * 0x9E3779B97F4A7C15u, history * 0xC2B2AE3D27D4EB4Fu};
  return state;
}

void PreemptionBound::cut(std::vector<Decision>& decisions, std::size_t first,
                          Findings& findings) const {
  if (!on_ || now().preemptions < most_ || !last_can_go_on()) return;
  auto begin = decisions.begin() + static_cast<std::ptrdiff_t>(first);
  auto end = std::remove_if(begin, decisions.end(),
                            [&](Decision decision) { return preempts(decision, true); });
  if (end == decisions.end()) return;
  decisions.erase(end, decisions.end());
  findings.complete = false;
  if (findings.note.empty())
    findings.note = fmt::format("schedules with more than {} preemptions were left out", most_);
}

void PreemptionBound::step(Decision decision) {
  if (!on_) return;
  Step next = now();
  next.preemptions += preempts(decision, last_can_go_on());
  if (decision.choice != kDrain) next.last = decision.thread;
  path_.push_back(next);
}

}  // namespace epcheck
