// SPDX-License-Identifier: MIT
// The arguments of the command as plain data, and the parser that makes them. Names of kernels,
// memory models and variants are kept as text: whoever loads the scenarios knows which exist.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "cli/report.h"
#include "cli/stop.h"

namespace epcheck::cli {

class Arguments;
struct CommandText;

/// As many worker processes as there are cores, 1 to 64.
unsigned one_per_core();

/// "json=FILE".
struct ReportTarget {
  ReportFormat format = ReportFormat::json;
  std::string file;  // "-" is stdout
};

struct CommandOptions {
  // What to check.
  std::vector<std::string> paths;     // files and directories, as given
  std::string kernel;                 // instead of the scenario's; "" leaves it
  std::string memory;                 // instead of the scenario's; "" leaves it
  std::vector<std::string> variants;  // only these; empty is all

  // How to search. A bound that is hit makes the verdict incomplete.
  std::string search = "auto";     // or "states", "dpor", "naive", "random"
  std::uint64_t seed = 1;          // of the random search
  std::uint64_t walks = 10'000;    // of the random search, for each variant
  unsigned pct = 0;                // depth of the bugs the random search looks for; 0 is uniform
  unsigned jobs = one_per_core();  // worker processes; results do not depend on it
  std::uint64_t max_states = 0;    // for each variant; 0 is no bound
  double max_seconds = 0;          // for each variant; 0 is no bound
  std::optional<unsigned> max_preemptions;

  // What to write.
  std::vector<ReportTarget> reports;
  std::string trace_dir;  // directory for the traces; "" is none
  bool quiet = false;     // only what is not as expected
};

/// Reads the arguments; argv[0] is skipped.
tl::expected<CommandOptions, Stop> parse_options(int argc, const char* const* argv);

/// The same for a command that runs scenarios another way: only what says what is to be checked
/// (but for the kernel), and how to search.
tl::expected<CommandOptions, Stop> parse_search_options(const CommandText& text, int argc,
                                                        const char* const* argv);

/// The parsers of these two, for whoever describes them.
std::unique_ptr<Arguments> option_arguments();
std::unique_ptr<Arguments> search_arguments(const CommandText& text);

}  // namespace epcheck::cli
