// SPDX-License-Identifier: MIT
// The command `epcheck`, whole: arguments in, table and traces out, exit code back. Called by
// main() and, with a world of their own, by the tests.
#pragma once

#include <ostream>

#include "cli/run_case.h"

namespace epcheck::cli {

/// What the command needs from outside besides files.
struct World {
  RunCase run_case;
  bool colour = false;  // whether `out` shows ANSI colours
  /// Set from outside when the command is to end: after the case that is being run.
  const std::atomic<bool>* stop = nullptr;
};

/// Runs the command. Results go to `out`, complaints to `err`. Returns an ExitCode.
int run_command(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
                const World& world);

/// The same in the real world: the engine, and colours if stdout is a terminal and NO_COLOR is not
/// set. Sets up signals.
int run_command(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace epcheck::cli
