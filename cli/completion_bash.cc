// SPDX-License-Identifier: MIT
// For bash, without the package bash-completion. To bash, `=` is a word of its own, and what is
// completed is what follows it; the script puts such words together first.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion.h"
#include "cli/values.h"

namespace epcheck::cli {
namespace {

constexpr const char* kHead =
    R"(# Completion of epcheck in bash, written by `epcheck completion bash`.
_epcheck() {
  local words=() word i
  for ((i = 1; i <= COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    if ((${#words[@]})) && [[ $word == = || ${COMP_WORDS[i - 1]} == = ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
  done
  local current=${words[-1]} option= command=
  ((${#words[@]} > 1)) && option=${words[-2]}
  [[ $current == --*=* ]] && option=${current%%=*} current=${current#*=}

)";

constexpr const char* kTail = R"(
  COMPREPLY=()
  case $complete in
    reports)
      if [[ $current == *=* ]]; then
        complete=files current=${current#*=}
      else
        known="${known// /= }=" complete=words
        compopt -o nospace 2>/dev/null
      fi
      ;;
    operand)
      [[ $current == -* ]] && complete=words known=$options
      ;;
  esac
  [[ $complete == operand ]] && complete=$operand known=$operands
  local IFS=$'\n'
  case $complete in
    files) COMPREPLY=($(compgen -f -- "$current")) ;;
    directories) COMPREPLY=($(compgen -d -- "$current")) ;;
    words) COMPREPLY=($(IFS=' '; compgen -W "$known" -- "$current")) ;;
  esac
  if [[ $complete == files || $complete == directories ]]; then
    compopt -o filenames 2>/dev/null
    ((${#words[@]} == 1)) &&
      COMPREPLY+=($(IFS=' '; compgen -W "$commands" -- "$current"))
  fi
  return 0
}
complete -F _epcheck epcheck
)";

const char* kind(Completes what) {
  switch (what) {
    case Completes::words:
      return "words";
    case Completes::reports:
      return "reports";
    case Completes::files:
      return "files";
    case Completes::directories:
      return "directories";
    case Completes::nothing:
      break;
  }
  return "nothing";
}

/// "--kernel) complete=words known='v4.9 v4.19' ;;"
std::string value_case(const CommandRow& command, const OptionRow& option) {
  std::vector<std::string> patterns;
  for (const std::string& name : option.names) patterns.push_back(command.text.name + ":" + name);
  return fmt::format("    {}) complete={} known='{}' ;;\n", fmt::join(patterns, " | "),
                     kind(completes(option.type)), fmt::join(values_of(option.type), " "));
}

}  // namespace

std::string bash_completion(const std::vector<CommandRow>& table) {
  std::vector<std::string> names;
  std::string of_commands, of_options;
  for (const CommandRow& command : table) {
    if (!command.text.name.empty()) names.push_back(command.text.name);
    std::vector<std::string> options;
    for (const OptionRow& option : command.options) {
      options.insert(options.end(), option.names.begin(), option.names.end());
      if (!option.type.empty()) of_options += value_case(command, option);
    }
    of_commands += fmt::format("    {}) operand={} operands='{}'\n      options='{}' ;;\n",
                               command.text.name.empty() ? "''" : command.text.name,
                               kind(completes(command.operand)),
                               fmt::join(values_of(command.operand), " "), fmt::join(options, " "));
  }
  return kHead +
         fmt::format(
             "  local commands='{0}'\n"
             "  ((${{#words[@]}} > 1)) && [[ \" $commands \" == *\" ${{words[0]}} \"* ]] &&\n"
             "    command=${{words[0]}}\n"
             "  local options operand operands complete=operand known=\n"
             "  case $command in\n{1}  esac\n"
             "  case $command:$option in\n{2}  esac\n",
             fmt::join(names, " "), of_commands, of_options) +
         kTail;
}

}  // namespace epcheck::cli
