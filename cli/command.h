// SPDX-License-Identifier: MIT
// The command `epcheck`, whole: arguments in, table and traces out, exit code back. Called by
// main() and, with a world of their own, by the tests.
#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "cli/run_case.h"

namespace epcheck::cli {

/// What the command needs from outside besides files.
struct World {
  RunCase run_case;
  bool colour = false;           // whether `out` shows ANSI colours
  std::istream* keys = nullptr;  // where somebody at a terminal types; null if nobody does
  /// Where the traces of unexpected failures go without --trace-dir, so that they can be replayed.
  std::string trace_dir = "epcheck-traces";
  std::string started = {};  // UTC, "2026-01-31T12:00:00"; "" leaves the epoch
  /// Set from outside when the command is to end: after the case that is being run.
  const std::atomic<bool>* stop = nullptr;
};

/// Runs the command. Results go to `out`, complaints to `err`. Returns an ExitCode.
int run_command(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
                const World& world);

/// The same in the real world: the engine, and colours if stdout is a terminal and NO_COLOR is not
/// set. Sets up signals.
int run_command(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

/// Checks scenarios, what it does without the name of another command. argv[0] is skipped.
int run_check(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
              const World& world);

}  // namespace epcheck::cli
