// SPDX-License-Identifier: MIT
#include "cli/run_case.h"

#include "checker/bug.h"
#include "checker/memory_names.h"
#include "cli/judgement.h"
#include "cli/record_case.h"

namespace epcheck::cli {
namespace {

scenario::RunOptions run_options(const Case& of, const CommandOptions& options) {
  scenario::RunOptions run;
  run.kernel = of.kernel;
  run.engine.search = *search_named(options.search);
  run.engine.seed = options.seed;
  run.engine.walks = options.walks;
  run.engine.pct_depth = options.pct;
  run.engine.memory = *memory_named(of.memory);
  run.engine.max_states = options.max_states;
  run.engine.max_seconds = options.max_seconds;
  run.engine.max_preemptions = options.max_preemptions;
  run.engine.jobs = options.jobs;
  return run;
}

/// The trace of the violation. REQUIRES: the search is of this process.
Trace explain(const Case& of, const Points& points, const Result& result,
              const Violation& violation) {
  Recorded recorded = record_case(of, points, violation);
  CHECK(recorded.violated, "a schedule that was found does not lead to its violation again");
  add_passing(of, points, violation, recorded.trace);
  recorded.trace.states = result.statistics.states;
  return std::move(recorded.trace);
}

}  // namespace

Finding run_case(const Case& of, const CommandOptions& options, Traces traces, const Live& live) {
  scenario::RunOptions run = run_options(of, options);
  run.engine.stop = live.stop;
  run.engine.progress = live.progress;
  scenario::RunResult found = scenario::run(*of.program, run);
  const Result& result = found.result;

  Finding finding;
  finding.of = of;
  finding.search = name_of(result.search);
  finding.violated = std::move(found.violated);
  finding.complete = result.complete;
  finding.deterministic = result.verdict != Verdict::nondeterministic;
  finding.expectation = found.expectation;
  finding.differences = std::move(found.differences);
  finding.note = result.note;
  if (run.engine.search == Search::auto_ && result.search == Search::dpor)
    finding.note += finding.note.empty() ? "searched by dpor" : "; searched by dpor";
  finding.states = result.statistics.states;
  finding.transitions = result.statistics.transitions;
  finding.seconds = result.statistics.seconds;
  finding.peak_bytes = result.statistics.bytes;
  if (!finding.deterministic || traces == Traces::none) return finding;
  const Points points{result.search, result.learned, options.max_preemptions};
  for (const Violation& violation : result.violations)
    if (traces == Traces::all || !is_expected(of, violation.property))
      finding.failures.push_back(explain(of, points, result, violation));
  return finding;
}

}  // namespace epcheck::cli
