// SPDX-License-Identifier: MIT
// From a schedule to the trace of it: runs a case once more with a recorder. Used for what a search
// has found, and for what a trace file says.
#pragma once

#include <optional>
#include <string_view>

#include "checker/check.h"
#include "cli/finding.h"
#include "traces/trace.h"

namespace epcheck::cli {

/// What decides where the scheduling points are. A schedule means the same only under the same.
struct Points {
  Search search = Search::states;
  Learned learned;
  std::optional<unsigned> max_preemptions;
};

struct Recorded {
  Trace trace;
  std::size_t done = 0;   // decisions that were possible
  bool violated = false;  // the property was seen to fail
};

/// Runs the schedule of `violation`. The trace has all that it takes to run it again.
Recorded record_case(const Case& of, const Points& points, const Violation& violation);

/// Looks for the nearest schedule in which nothing is violated, and adds it to the trace.
void add_passing(const Case& of, const Points& points, const Violation& violation, Trace& trace);

/// "states"; never "auto". And back; nothing if there is no such search.
const char* name_of(Search search);
std::optional<Search> search_named(std::string_view name);

}  // namespace epcheck::cli
