// SPDX-License-Identifier: MIT
#include "cli/mutate_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/kernels.h"
#include "cli/number.h"
#include "cli/spelling.h"
#include "cli/values.h"

namespace epcheck::cli {
namespace {

const CommandText kText{
    .name = "mutate",
    .usage = "[OPTION...] [FILE|DIR...]",
    .summary = "take single steps away from kernels, and see who notices",
    .description =
        "Takes one step after the other away from each kernel - a lock, a barrier, a second look, "
        "a wake-up - and runs the scenarios in FILE, or in each *.yaml of DIR, until one of them "
        "notices. Without FILE or DIR, those that are about the kernel: in scenarios/kernel, "
        "scenarios/selftests and scenarios/steps, and five beside them.",
    .examples = {"epcheck mutate",
                 "epcheck mutate --kernel v7.1 --mutant ep_poll_callback.wake --mutant ep_poll.arm",
                 "epcheck mutate scenarios/selftests --kernel v6.4 --jobs 1"},
    .exit_codes = {{kOk, "each mutant is killed, or survives for a reason that is written down"},
                   {kDiffers, "it is not so"},
                   {kUsage, "wrong arguments, or a wrong scenario"},
                   {kNondeterministic, "a program did different things under one schedule"},
                   {kInterrupted, "interrupted"}}};

/// What is about the kernel. The big programs beside them are about event loops: they take four
/// fifths of the time.
constexpr const char* kSuite[] = {
    "scenarios/fork-signalfd.yaml",      "scenarios/kernel",
    "scenarios/ovflist-wake.yaml",       "scenarios/selftests",
    "scenarios/signal-before-wait.yaml", "scenarios/steps",
    "scenarios/timer-irq.yaml",          "scenarios/user-memory.yaml"};
constexpr const char* kKernels[] = {"v5.1", "v5.7", "v7.1"};

class MutateArguments : public Arguments {
 public:
  MutateArguments() : Arguments(kText) {
    app_.add_option("FILE|DIR", options.search.paths);
    app_.add_option("--kernel", options.kernels,
                    fmt::format("Mutants of this kernel; may be repeated (default: {})",
                                fmt::join(kKernels, ", ")))
        ->type_name("KERNEL")
        ->allow_extra_args(false);
    app_.add_option("--mutant", steps, "Only kernels without this step; may be repeated")
        ->type_name("STEP")
        ->allow_extra_args(false);
    app_.add_option("--jobs", options.jobs, "Worker processes (default: one for each core)")
        ->type_name("N")
        ->check(number(1u, 64u, "a number from 1 to 64"));
    app_.add_option("--max-seconds", options.search.max_seconds,
                    "Give up on a program after S seconds; what it would notice is then open")
        ->type_name("S")
        ->check(number(0.0, 1e9, "a number of seconds"));
    app_.add_flag("--markdown", options.markdown, "Write the tables of docs/mutants.md");
  }

  MutateOptions options;
  std::vector<std::string> steps;
};

/// Keeps the mutants of those steps. What is wrong with the names, "" if nothing.
std::string select(const std::vector<std::string>& names, std::vector<Mutant>& mutants) {
  for (const std::string& name : names) {
    if (find_step(name) == nullptr)
      return fmt::format("unknown step `{}`{}", name, hint(name, values_of("STEP")));
    if (std::none_of(mutants.begin(), mutants.end(),
                     [&](const Mutant& mutant) { return mutant.step->name == name; }))
      return fmt::format("none of the kernels takes the step `{}`", name);
  }
  if (names.empty()) return "";
  std::erase_if(mutants, [&](const Mutant& mutant) {
    return std::find(names.begin(), names.end(), mutant.step->name) == names.end();
  });
  return "";
}

}  // namespace

tl::expected<MutateOptions, Stop> parse_mutate_options(int argc, const char* const* argv) {
  MutateArguments arguments;
  if (auto stop = arguments.parse(argc, argv)) return tl::unexpected(std::move(*stop));
  MutateOptions& options = arguments.options;
  CommandOptions& search = options.search;
  if (search.paths.empty()) search.paths.assign(std::begin(kSuite), std::end(kSuite));
  if (options.kernels.empty()) options.kernels.assign(std::begin(kKernels), std::end(kKernels));
  for (const std::string& kernel : options.kernels) {
    if (std::string wrong = wrong_kernel(kernel); !wrong.empty())
      return tl::unexpected(Stop{kUsage, "", wrong});
    for (Mutant& mutant : mutants_of(kernel)) options.mutants.push_back(std::move(mutant));
  }
  if (std::string wrong = select(arguments.steps, options.mutants); !wrong.empty())
    return tl::unexpected(arguments.wrong(wrong));
  // One process for a program: there are enough of them. `states` has no rival in a second one.
  search.search = "states";
  search.jobs = 1;
  search.quiet = true;
  return std::move(options);
}

std::unique_ptr<Arguments> mutate_arguments() { return std::make_unique<MutateArguments>(); }

}  // namespace epcheck::cli
