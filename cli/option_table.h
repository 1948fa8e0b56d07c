// SPDX-License-Identifier: MIT
// The commands and their options as plain data, read off the parsers: what the manual page and the
// completions of shells are written from, so that none of them can leave out or invent an option.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace epcheck::cli {

struct OptionRow {
  std::vector<std::string> names;  // "--output", "-o": the long ones first
  std::string type;                // "KERNEL"; "" if it takes no value
  std::string description;
  std::string group;  // heading in help; "" if it has none
};

struct CommandRow {
  CommandText text;
  std::vector<OptionRow> options;
  std::string operand;  // type of what is no option, "FILE|DIR"; "" if nothing else is taken
};

/// The command without a name first.
std::vector<CommandRow> option_table();

/// How a value is completed.
enum class Completes {
  nothing,  // a number, a name that only the user knows
  words,    // values_of() its type
  reports,  // one of these, `=` and a file
  files,
  directories,
};
Completes completes(const std::string& type);

}  // namespace epcheck::cli
