// SPDX-License-Identifier: MIT
// What the parsers of all commands share: how help looks, how complaints are worded, and how an
// argument that is no option of ours is met. Each command has a class of its own, derived from
// Arguments, whose constructor adds its options. That, and its CommandText, is all there is to know
// of a command from outside: help, the manual page and the completions of shells are made of it.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/stop.h"

namespace epcheck::cli {

/// What there is to say of a command besides its options. Names in `backticks` stand out.
struct CommandText {
  std::string name;         // "replay"; "" for the command that checks scenarios
  std::string usage;        // what follows the name: "FILE [--step]"
  std::string summary;      // for the list of commands: "run the schedule of a trace again"
  std::string description;  // whole sentences
  std::vector<std::string> examples = {};  // lines for a shell
  /// Those that mean something special here.
  std::vector<std::pair<int, std::string>> exit_codes = {};
};

/// "epcheck replay".
std::string called_as(const CommandText& text);

class Arguments {
 public:
  explicit Arguments(const CommandText& text);
  virtual ~Arguments() = default;
  Arguments(const Arguments&) = delete;

  /// Parses; argv[0] is skipped. What parsing stops for, including options that are unknown.
  std::optional<Stop> parse(int argc, const char* const* argv);

  /// The complaint about arguments that are wrong.
  Stop wrong(const std::string& message) const;

  const CommandText& text() const { return text_; }
  const CLI::App& app() const { return app_; }

 protected:
  CLI::App app_;

 private:
  CommandText text_;
};

}  // namespace epcheck::cli
