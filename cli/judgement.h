// SPDX-License-Identifier: MIT
// Compares what was found with what the scenario expects. `expect` is exact: each listed property
// must fail in some schedule, and nothing else may. A search that hit a bound proves no property;
// what it did see fail has failed all the same. Pure functions.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/finding.h"

namespace epcheck::cli {

/// "holds", "violated", "incomplete" (nothing violated so far) or "nondeterministic".
std::string verdict(const Finding& finding);

struct Difference {
  std::vector<std::string> unexpected;  // failed, and should not
  std::vector<std::string> missing;     // should have failed, and cannot: the search was complete
  bool empty() const { return unexpected.empty() && missing.empty(); }
};
Difference difference(const Finding& finding);

/// Whether the verdict is known and is exactly what the scenario expects.
bool as_expected(const Finding& finding);

/// The code for all findings together: the gravest of them. A program that is not deterministic
/// outweighs a wrong verdict, which outweighs an unknown one.
ExitCode exit_code(std::span<const Finding> findings);

}  // namespace epcheck::cli
