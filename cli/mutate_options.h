// SPDX-License-Identifier: MIT
// The arguments of `epcheck mutate`.
#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "cli/mutants.h"
#include "cli/options.h"
#include "cli/stop.h"

namespace epcheck::cli {

class Arguments;

struct MutateOptions {
  CommandOptions search;  // files and folders, and how to search one program
  std::vector<std::string> kernels;
  std::vector<Mutant> mutants;  // kernel by kernel
  unsigned jobs = one_per_core();
  bool markdown = false;
};

/// Reads the arguments; argv[0] is skipped.
tl::expected<MutateOptions, Stop> parse_mutate_options(int argc, const char* const* argv);

std::unique_ptr<Arguments> mutate_arguments();

}  // namespace epcheck::cli
