// SPDX-License-Identifier: MIT
#include "cli/run_case.h"

#include <algorithm>
#include <iterator>

#include "checker/memory_names.h"
#include "cli/judgement.h"
#include "traces/from_recording.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

struct NamedSearch {
  const char* name;
  Search search;
};
constexpr NamedSearch kSearches[] = {{"auto", Search::auto_},
                                     {"states", Search::states},
                                     {"dpor", Search::dpor},
                                     {"naive", Search::naive},
                                     {"random", Search::random}};

Search search(const std::string& name) {
  return std::find_if(std::begin(kSearches), std::end(kSearches),
                      [&](const NamedSearch& known) { return known.name == name; })
      ->search;
}

const char* name_of(Search search) {
  return std::find_if(std::begin(kSearches), std::end(kSearches),
                      [&](const NamedSearch& known) { return known.search == search; })
      ->name;
}

scenario::RunOptions run_options(const Case& of, const CommandOptions& options) {
  scenario::RunOptions run;
  run.kernel = of.kernel;
  run.engine.search = search(options.search);
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

/// Runs the schedule of `violation` once more, with a recorder, and writes down what happens.
Failure explain(const Case& of, const scenario::RunOptions& run, const Result& result,
                const Violation& violation) {
  Trace header;
  header.scenario = of.scenario;
  header.variant = of.variant;
  header.kernel = of.kernel;
  header.memory = of.memory;
  header.states = result.statistics.states;
  TraceBuilder builder(std::move(header), violation);
  scenario::RunOptions replayed = run;
  replayed.engine.learned = result.learned;
  replayed.engine.search = result.search;
  scenario::record(*of.program, replayed, violation.schedule, builder);
  const Trace trace = builder.take();
  return {.property = violation.property,
          .steps = trace.schedule.size(),
          .preemptions = trace.preemptions,
          .text = write_trace(trace, Format::text),
          .dot = write_trace(trace, Format::dot),
          .svg = write_trace(trace, Format::svg),
          .json = write_trace(trace, Format::json)};
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
  if (!finding.deterministic) return finding;
  for (const Violation& violation : result.violations)
    if (traces == Traces::all || !is_expected(of, violation.property))
      finding.failures.push_back(explain(of, run, result, violation));
  return finding;
}

}  // namespace epcheck::cli
