// SPDX-License-Identifier: MIT
#include "cli/record_case.h"

#include <algorithm>
#include <iterator>

#include "checker/memory_names.h"
#include "cli/learned_text.h"
#include "traces/from_recording.h"

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

scenario::RunOptions run_options(const Case& of, const Points& points) {
  scenario::RunOptions run;
  run.kernel = of.kernel;
  run.engine.memory = *memory_named(of.memory);
  run.engine.search = points.search;
  run.engine.learned = points.learned;
  run.engine.max_preemptions = points.max_preemptions;
  return run;
}

}  // namespace

Recorded record_case(const Case& of, const Points& points, const Violation& violation) {
  Trace header;
  header.scenario = of.scenario;
  header.variant = of.variant;
  header.kernel = of.kernel;
  header.memory = of.memory;
  TraceBuilder builder(std::move(header), violation);
  Recorded recorded;
  recorded.done =
      scenario::record(*of.program, run_options(of, points), violation.schedule, builder);
  recorded.violated = builder.violated();
  recorded.trace = builder.take();
  TraceOrigin& origin = recorded.trace.origin;
  origin.epcheck = EPCHECK_VERSION;
  origin.file = of.file;
  if (of.text) origin.text = *of.text;
  origin.hash = hash_of(origin.text);
  origin.search = name_of(points.search);
  origin.max_preemptions = points.max_preemptions;
  origin.learned = learned_text(points.learned);
  return recorded;
}

void add_passing(const Case& of, const Points& points, const Violation& violation, Trace& trace) {
  WayOut way = scenario::way_out(*of.program, run_options(of, points), violation.schedule);
  if (!way.found) {
    trace.passing_search = way.exhaustive ? PassingSearch::none : PassingSearch::unknown;
    return;
  }
  trace.passing_search = way.exhaustive ? PassingSearch::found : PassingSearch::nearest;
  Violation passing;
  passing.schedule = std::move(way.schedule);
  Trace run = record_case(of, points, passing).trace;
  trace.passing = TracePassing{.decision = way.decision,
                               .schedule = std::move(run.schedule),
                               .threads = std::move(run.threads),
                               .steps = std::move(run.steps),
                               .final_state = std::move(run.final_state)};
}

const char* name_of(Search search) {
  return std::find_if(std::begin(kSearches), std::end(kSearches),
                      [&](const NamedSearch& known) { return known.search == search; })
      ->name;
}

std::optional<Search> search_named(std::string_view name) {
  auto found = std::find_if(std::begin(kSearches), std::end(kSearches),
                            [&](const NamedSearch& known) { return known.name == name; });
  if (found == std::end(kSearches)) return std::nullopt;
  return found->search;
}

}  // namespace epcheck::cli
