// SPDX-License-Identifier: MIT
// The oracle of oracles: every schedule, one after the other, every operation a scheduling point,
// nothing stored and nothing left out. Only for small programs in which every loop ends.
#include "checker/preemption_bound.h"
#include "checker/search.h"

namespace epcheck {

namespace {

/// Until all is explored, a bound is hit, or something is learned of the order of accesses.
Findings explore(Machine& machine, const Options& options, Bounds& bounds) {
  Findings findings;
  Schedule schedule;
  Collector collector(findings, schedule);
  machine.observer = &collector;
  PreemptionBound preemptions(machine, options);

  struct Level {
    std::vector<Decision> decisions;
    std::size_t next = 0;
  };
  std::vector<Level> levels(1);
  machine.decisions(levels.back().decisions);
  while (!levels.empty()) {
    Level& level = levels.back();
    if (level.next == 0) {
      ++findings.statistics.states;
      if (level.decisions.empty() && !machine.failed())
        judge_end(machine, options, collector, findings);
      if (level.decisions.empty() && machine.failed()) ++findings.statistics.executions;
      if (bounds.reached(findings.statistics.executions, 0, findings)) break;
    }
    if (level.next == level.decisions.size()) {
      levels.pop_back();
      if (levels.empty()) break;
      machine.undo();
      preemptions.undo();
      schedule.pop_back();
      continue;
    }
    schedule.push_back(level.decisions[level.next++]);
    preemptions.step(schedule.back());
    machine.step(schedule.back());
    ++findings.statistics.transitions;
    if (machine.words().has_news()) break;
    levels.emplace_back();
    if (machine.failed()) continue;
    machine.decisions(levels.back().decisions);
    preemptions.cut(levels.back().decisions, 0, findings);
  }
  note_limit(machine, findings);
  machine.observer = nullptr;
  return findings;
}

}  // namespace

Findings search_naive(Machine& machine, const Options& options) {
  Bounds bounds(options);
  unsigned restarts = 0;
  Findings findings = explore(machine, options, bounds);
  for (; machine.take_news(); ++restarts) {
    machine.restart();
    findings = explore(machine, options, bounds);
  }
  findings.statistics.restarts = restarts;
  return findings;
}

}  // namespace epcheck
