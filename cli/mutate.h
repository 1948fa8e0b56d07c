// SPDX-License-Identifier: MIT
// `epcheck mutate [SCENARIO...]`: takes one step after the other away from each kernel, and says
// which scenario notices. docs/mutants.md.
#pragma once

#include <ostream>

#include "cli/command.h"

namespace epcheck::cli {

/// Runs `epcheck mutate`; argv[0] is that word. Returns an ExitCode.
int run_mutate(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
               const World& world);

}  // namespace epcheck::cli
