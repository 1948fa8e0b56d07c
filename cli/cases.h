// SPDX-License-Identifier: MIT
// From arguments to what is to be run: finds and loads the scenario files, and makes a Case of each
// variant on each kernel. All errors of all files are found before anything is run.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "cli/finding.h"
#include "cli/options.h"

namespace epcheck::cli {

/// The cases in the order of the arguments, then of the files. The error is the whole text to show.
tl::expected<std::vector<Case>, std::string> load_cases(const CommandOptions& options);

/// Whether two variants of one file differ in no more than the kernel and what is expected of it.
bool same_program(const Case& a, const Case& b);

/// The case that a trace file is about: its scenario, variant, kernel and memory model. The error
/// is the whole text to show.
tl::expected<Case, std::string> case_of(const Trace& trace);

}  // namespace epcheck::cli
