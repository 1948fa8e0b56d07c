// SPDX-License-Identifier: MIT
// `epcheck man`: the manual page epcheck(1), in roff, written from the table of options.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "cli/option_table.h"

namespace epcheck::cli {

std::unique_ptr<Arguments> man_arguments();

/// argv[0] is the word "man". Returns an ExitCode.
int run_man(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

std::string manual_page(const std::vector<CommandRow>& table);

}  // namespace epcheck::cli
