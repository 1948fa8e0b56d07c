// SPDX-License-Identifier: MIT
#include "checker/search.h"

#include "checker/deadlock.h"

namespace epcheck {

Bounds::Bounds(const Options& options)
    : options_(options), start_(std::chrono::steady_clock::now()) {}

bool Bounds::reached(std::uint64_t states, std::uint64_t bytes, Findings& findings) {
  const char* bound = nullptr;
  if (options_.max_states != 0 && states >= options_.max_states) bound = "max_states";
  if (options_.max_bytes != 0 && bytes > options_.max_bytes) bound = "max_bytes";
  if (options_.max_seconds > 0 && ++calls_ % 256 == 0) {
    std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
    if (elapsed.count() > options_.max_seconds) bound = "max_seconds";
  }
  if (bound == nullptr) return false;
  findings.complete = false;
  findings.note = std::string("the bound ") + bound + " was reached";
  return true;
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
  if (options.at_end) options.at_end(end);
  findings.outcomes.insert(std::move(end.outcome));
}

}  // namespace epcheck
