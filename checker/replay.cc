// SPDX-License-Identifier: MIT
// Runs one schedule with a recorder attached.
#include <algorithm>

#include "checker/block_witness.h"
#include "checker/machine.h"
#include "checker/search.h"

namespace epcheck::detail {

namespace {

/// Passes what at_end reports on to the recorder; what a step reports, the machine records itself.
class EndObserver : public StepObserver {
 public:
  EndObserver(Recorder& recorder, std::size_t decisions)
      : recorder_(recorder), decisions_(decisions) {}
  void on_report(std::string_view property, std::string_view message) override {
    recorder_.on_violation(decisions_, kMaxThreads, property, message);
  }

 private:
  Recorder& recorder_;
  std::size_t decisions_;
};

bool possible(Machine& machine, Decision wanted) {
  std::vector<Decision> decisions;
  machine.decisions(decisions);
  return std::find(decisions.begin(), decisions.end(), wanted) != decisions.end();
}

}  // namespace

std::size_t replay(Body body, const void* argument, std::size_t bytes, const Options& wanted,
                   const Schedule& schedule, Recorder& recorder) {
  Options options = effective(wanted);
  Machine& machine = Machine::get();
  machine.start(body, argument, bytes, options);
  machine.words().freeze();
  machine.set_lone_joins(false);  // the schedule may be one of those that were found without
  std::string read = describe_unwritten(machine, schedule);
  if (!read.empty()) machine.set_unwritten_message(read);
  std::string leak = options.report_leaks ? locate_leaks(machine, schedule) : "";
  std::string race = describe_race(machine, options, schedule);
  if (!race.empty()) machine.set_race_message(race);
  machine.set_recorder(&recorder);
  machine.restart();
  std::size_t done = 0;
  while (done < schedule.size() && !machine.failed() && possible(machine, schedule[done]))
    machine.step(schedule[done++]);
  std::vector<Decision> further;
  if (!machine.failed()) machine.decisions(further);
  if (done == schedule.size() && !machine.failed() && further.empty()) {
    EndObserver end(recorder, done);
    machine.observer = &end;
    Findings findings;
    Collector collector(findings, schedule);
    judge_end(machine, options, collector, findings);
    for (const auto& [property, violation] : findings.violations)
      end.on_report(property, property == "leak" ? leak : violation.message);
  }
  machine.stop();
  return done;
}

}  // namespace epcheck::detail
