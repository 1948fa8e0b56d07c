// SPDX-License-Identifier: MIT
// What the parsers of all commands share: how help looks, how complaints are worded, and how an
// argument that is no option of ours is met.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

namespace epcheck::cli {

/// Why there is nothing to run: help or version was asked for, or the arguments are wrong.
struct Stop {
  int exit_code;
  std::string out;
  std::string err;
};

/// `help` is the command that tells more: "epcheck replay --help".
Stop usage_error(const std::string& message, const std::string& help = "epcheck --help");

/// Gives the parser our layout of help, with `usage` ("epcheck replay FILE [--step]"), and -h.
void use_our_help(CLI::App& app, const std::string& usage);

/// Parses; argv[0] is skipped. What parsing stops for, including options that are unknown.
std::optional<Stop> parse(CLI::App& app, int argc, const char* const* argv,
                          const std::string& help = "epcheck --help");

}  // namespace epcheck::cli
