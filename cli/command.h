// SPDX-License-Identifier: MIT
// The command `epcheck`, whole: arguments in, table and traces out, exit code back. Called by
// main() and, with a world of their own, by the tests.
#pragma once

#include <ostream>

namespace epcheck::cli {

/// Runs the command. Results go to `out`, complaints to `err`. Returns an ExitCode.
int run_command(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace epcheck::cli
