// SPDX-License-Identifier: MIT
#include "cli/commands.h"

#include <fmt/format.h>

#include "cli/completion.h"
#include "cli/convert.h"
#include "cli/init.h"
#include "cli/kernels.h"
#include "cli/list.h"
#include "cli/manual.h"
#include "cli/matrix.h"
#include "cli/mutate.h"
#include "cli/mutate_options.h"
#include "cli/options.h"
#include "cli/property_text.h"
#include "cli/replay.h"
#include "cli/validate.h"

namespace epcheck::cli {
namespace {

/// A command that needs nothing of the world.
template <int (*run)(int, const char* const*, std::ostream&, std::ostream&)>
int alone(int argc, const char* const* argv, std::ostream& out, std::ostream& err, const World&) {
  return run(argc, argv, out, err);
}

int replay(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
           const World& world) {
  return run_replay(argc, argv, world.keys, out, err);
}

constexpr Command kCommands[] = {
    {"", option_arguments, run_check},
    {"list", list_arguments, alone<run_list>},
    {"validate", validate_arguments, alone<run_validate>},
    {"init", init_arguments, alone<run_init>},
    {"explain", explain_arguments, alone<run_explain>},
    {"kernels", kernels_arguments, alone<run_kernels>},
    {"matrix", matrix_arguments, run_matrix},
    {"mutate", mutate_arguments, run_mutate},
    {"replay", replay_arguments, replay},
    {"trace", trace_arguments, alone<run_trace>},
    {"schema", schema_arguments, alone<run_schema>},
    {"completion", completion_arguments, alone<run_completion>},
    {"man", man_arguments, alone<run_man>},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

std::string list_of_commands() {
  std::string text = "\nOther commands, each with a --help of its own:\n";
  for (const Command& command : commands()) {
    if (*command.name == '\0') continue;
    const CommandText known = command.arguments()->text();
    text += fmt::format("  {:<22}{}\n", called_as(known), known.summary);
  }
  text.pop_back();  // CLI11 ends it with a newline
  return text;
}

}  // namespace epcheck::cli
