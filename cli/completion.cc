// SPDX-License-Identifier: MIT
#include "cli/completion.h"

#include <fmt/format.h>

#include "cli/exit_code.h"
#include "cli/spelling.h"
#include "cli/values.h"

namespace epcheck::cli {
namespace {

const CommandText kText{
    .name = "completion",
    .usage = "SHELL",
    .summary = "write the completion script for bash, zsh or fish",
    .description =
        "Writes the script that lets SHELL (bash, zsh, fish) complete commands, options and "
        "their values.",
    .examples = {"source <(epcheck completion bash)", "epcheck completion zsh > ~/.zfunc/_epcheck",
                 "epcheck completion fish > ~/.config/fish/completions/epcheck.fish"}};

class CompletionArguments : public Arguments {
 public:
  CompletionArguments() : Arguments(kText) { app_.add_option("SHELL", shell); }
  std::string shell;
};

}  // namespace

std::unique_ptr<Arguments> completion_arguments() {
  return std::make_unique<CompletionArguments>();
}

int run_completion(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  CompletionArguments arguments;
  if (auto stop = arguments.parse(argc, argv)) return stop->tell(out, err);
  const std::string& shell = arguments.shell;
  if (shell == "bash")
    out << bash_completion(option_table());
  else if (shell == "zsh")
    out << zsh_completion(option_table());
  else if (shell == "fish")
    out << fish_completion(option_table());
  else
    return arguments
        .wrong(shell.empty()
                   ? "no SHELL given"
                   : fmt::format("unknown shell `{}`{}", shell, hint(shell, values_of("SHELL"))))
        .tell(out, err);
  return kOk;
}

}  // namespace epcheck::cli
