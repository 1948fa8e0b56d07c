// SPDX-License-Identifier: MIT
// `epcheck completion SHELL`: the script that lets a shell complete the command, written from the
// table of options. One file for each shell; the scripts need nothing but the shell itself.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "cli/option_table.h"

namespace epcheck::cli {

std::unique_ptr<Arguments> completion_arguments();

/// argv[0] is the word "completion". Returns an ExitCode.
int run_completion(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

std::string bash_completion(const std::vector<CommandRow>& table);
std::string zsh_completion(const std::vector<CommandRow>& table);
std::string fish_completion(const std::vector<CommandRow>& table);

}  // namespace epcheck::cli
