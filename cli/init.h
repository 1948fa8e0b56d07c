// SPDX-License-Identifier: MIT
// `epcheck init [FILE]`: writes a scenario to begin with, commented, that runs as it is.
#pragma once

#include <memory>
#include <ostream>

namespace epcheck::cli {

class Arguments;

std::unique_ptr<Arguments> init_arguments();

/// argv[0] is the word "init". Returns an ExitCode.
int run_init(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace epcheck::cli
