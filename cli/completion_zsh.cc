// SPDX-License-Identifier: MIT
// For zsh: works as a file _epcheck in $fpath, and when it is sourced.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion.h"
#include "cli/values.h"

namespace epcheck::cli {
namespace {

constexpr const char* kHead = R"(#compdef epcheck
# Completion of epcheck in zsh, written by `epcheck completion zsh`.
)";

constexpr const char* kTail = R"(
if [[ ${funcstack[1]} == _epcheck ]]; then
  _epcheck "$@"
else
  compdef _epcheck epcheck
fi
)";

/// In single quotes, where `specials` have a meaning to zsh's _arguments or _describe.
std::string in_quotes(const std::string& text, std::string_view specials) {
  std::string made;
  for (char c : text) {
    if (specials.find(c) != specials.npos) made += '\\';
    made += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return made;
}

/// What follows the description: ":KERNEL:(v4.9 v4.19)".
std::string values(const std::string& type) {
  std::string message = ":" + in_quotes(type, ":");
  switch (completes(type)) {
    case Completes::words:
      return fmt::format("{}:({})", message, fmt::join(values_of(type), " "));
    case Completes::reports:
      return message + ":_epcheck_reports";
    case Completes::files:
      return message + ":_files";
    case Completes::directories:
      return message + ":_directories";
    case Completes::nothing:
      break;
  }
  return message + ": ";
}

std::string spec(const OptionRow& option) {
  std::string names = option.names.size() == 1
                          ? option.names[0]
                          : fmt::format("'{{{}}}'", fmt::join(option.names, ","));
  bool is_long = option.names.size() == 1;
  std::string value = option.type.empty() ? "" : values(option.type);
  const char* equals = option.type.empty() || !is_long ? "" : "=";
  return fmt::format("      '*{}{}[{}]{}' \\\n", names, equals,
                     in_quotes(option.description, "[]:\\"), value);
}

std::string arguments(const CommandRow& command) {
  std::string text = "    _arguments -s \\\n";
  for (const OptionRow& option : command.options) text += spec(option);
  if (command.text.name.empty()) text += "      '1: :_epcheck_first' \\\n";
  if (!command.operand.empty()) text += fmt::format("      '*{}' \\\n", values(command.operand));
  return text.substr(0, text.size() - 3) + "\n";
}

}  // namespace

std::string zsh_completion(const std::vector<CommandRow>& table) {
  std::string first = "_epcheck_first() {\n  local -a commands=(\n";
  std::string cases =
      "_epcheck() {\n  local command=\n  (( CURRENT > 2 )) && command=${words[2]}\n"
      "  case $command in\n";
  for (const CommandRow& command : table) {
    const CommandText& text = command.text;
    if (text.name.empty()) continue;
    first += fmt::format("    '{}:{}'\n", text.name, in_quotes(text.summary, ":\\"));
    cases += fmt::format("  {})\n    shift words\n    (( CURRENT-- ))\n{}    ;;\n", text.name,
                         arguments(command));
  }
  cases += fmt::format("  *)\n{}    ;;\n  esac\n}}\n", arguments(table.front()));
  first += "  )\n  _describe -t commands command commands\n  _files\n}\n\n";
  std::string reports = fmt::format(
      "_epcheck_reports() {{\n  if compset -P '*='; then\n    _files\n  else\n"
      "    compadd -S = -- {}\n  fi\n}}\n\n",
      fmt::join(values_of("FORMAT=FILE"), " "));
  return std::string(kHead) + "\n" + reports + first + cases + kTail;
}

}  // namespace epcheck::cli
