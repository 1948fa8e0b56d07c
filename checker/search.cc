// SPDX-License-Identifier: MIT
#include "checker/search.h"

#include "checker/deadlock.h"
#include "checker/leaks.h"

namespace epcheck {

void Findings::write(WireWriter& wire) const {
  wire.number(violations.size());
  for (const auto& [property, violation] : violations) {
    wire.text(property);
    wire.text(violation.message);
    wire.number(violation.schedule.size());
    for (Decision decision : violation.schedule)
      wire.number(decision.thread * 256u + decision.choice);
  }
  wire.number(outcomes.size());
  for (const auto& values : outcomes) {
    wire.number(values.size());
    for (std::int64_t value : values) wire.number(static_cast<std::uint64_t>(value));
  }
  wire.number(statistics.transitions);
  wire.number(statistics.executions);
  wire.number(complete);
  wire.number(nondeterministic);
  wire.text(note);
}

void Findings::merge(WireReader& wire) {
  for (std::uint64_t n = wire.number(); n-- > 0;) {
    Violation violation;
    violation.property = wire.text();
    violation.message = wire.text();
    for (std::uint64_t decisions = wire.number(); decisions-- > 0;) {
      std::uint64_t decision = wire.number();
      violation.schedule.push_back(
          {static_cast<std::uint8_t>(decision / 256), static_cast<std::uint8_t>(decision % 256)});
    }
    violations.try_emplace(violation.property, violation);
  }
  for (std::uint64_t n = wire.number(); n-- > 0;) {
    std::vector<std::int64_t> values(wire.number());
    for (std::int64_t& value : values) value = static_cast<std::int64_t>(wire.number());
    outcomes.insert(std::move(values));
  }
  statistics.transitions += wire.number();
  statistics.executions += wire.number();
  complete &= wire.number() != 0;
  nondeterministic |= wire.number() != 0;
  std::string other = wire.text();
  if (note.empty()) note = other;
}

void note_limit(Machine& machine, Findings& findings) {
  const char* limit = machine.take_limit();
  if (limit == nullptr) return;
  findings.complete = false;
  if (findings.note.empty()) findings.note = limit;
}

void Collector::on_report(std::string_view property, std::string_view message) {
  auto [found, is_new] = findings_.violations.try_emplace(std::string(property));
  if (!is_new) return;
  found->second.property = property;
  found->second.message = message;
  found->second.schedule = schedule_;
}

void judge_end(Machine& machine, const Options& options, Collector& collector, Findings& findings) {
  ++findings.statistics.executions;
  EndState end = machine.end_state();
  end.outcome = machine.outcome();
  if (options.report_deadlock) {
    std::string deadlock = describe_deadlock(end);
    if (!deadlock.empty()) collector.on_report("deadlock", deadlock);
  }
  if (options.report_leaks) {
    std::string leak = describe_leaks(find_leaks(machine, end));
    if (!leak.empty()) collector.on_report("leak", leak);
  }
  if (options.at_end) options.at_end(end);
  findings.outcomes.insert(std::move(end.outcome));
}

}  // namespace epcheck
