// SPDX-License-Identifier: MIT
// What findings mean to the caller of the command: a word for each, one exit code for all. Whether
// a finding is as its scenario expects, scenarios/program has decided. Pure functions.
#pragma once

#include <span>
#include <string>

#include "cli/exit_code.h"
#include "cli/finding.h"

namespace epcheck::cli {

/// "holds", "violated", "incomplete" (nothing violated so far) or "nondeterministic".
std::string verdict(const Finding& finding);

/// Whether the verdict is known and is exactly what the scenario expects.
bool as_expected(const Finding& finding);

/// Whether something is certainly not what the scenario expects, whatever else may be found.
bool differs(const Finding& finding);

/// Whether the scenario says that `property` must fail.
bool is_expected(const Case& of, const std::string& property);

/// The code for all findings together: the gravest of them. A program that is not deterministic
/// outweighs a wrong verdict, which outweighs an unknown one.
ExitCode exit_code(std::span<const Finding> findings);

}  // namespace epcheck::cli
