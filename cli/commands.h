// SPDX-License-Identifier: MIT
// All commands of epcheck. The one list of them: what runs a command looks here, and help, the
// manual page and the completions of shells are made of the parsers that it names.
#pragma once

#include <memory>
#include <ostream>
#include <span>
#include <string>

#include "cli/arguments.h"
#include "cli/command.h"

namespace epcheck::cli {

struct Command {
  const char* name;  // as in its CommandText
  /// A parser of its options, to be described.
  std::unique_ptr<Arguments> (*arguments)();
  /// argv[0] is skipped. Returns an ExitCode.
  int (*run)(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
             const World& world);
};

/// The one without a name first.
std::span<const Command> commands();

/// The part of the help that names them.
std::string list_of_commands();

}  // namespace epcheck::cli
