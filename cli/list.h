// SPDX-License-Identifier: MIT
// `epcheck list [PATH...]`: the scenarios in files and folders, with what each variant is run on
// and expects. Nothing is run.
#pragma once

#include <memory>
#include <ostream>

namespace epcheck::cli {

class Arguments;

std::unique_ptr<Arguments> list_arguments();

/// argv[0] is the word "list". Returns an ExitCode.
int run_list(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace epcheck::cli
