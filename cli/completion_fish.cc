// SPDX-License-Identifier: MIT
// For fish: one `complete` for each option and each command.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/completion.h"
#include "cli/values.h"

namespace epcheck::cli {
namespace {

/// In single quotes.
std::string in_quotes(const std::string& text) {
  std::string made = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') made += '\\';
    made += c;
  }
  return made + "'";
}

std::string condition(const CommandRow& command) {
  return fmt::format("complete -c epcheck -n '__epcheck_is {}'",
                     command.text.name.empty() ? "\"\"" : command.text.name);
}

/// What may follow: " -x -a 'v4.9 v4.19'"; " -f" where it is no file. An option must have a value.
std::string values(const std::string& type, bool of_option) {
  std::string words = fmt::format("{}", fmt::join(values_of(type), " "));
  switch (completes(type)) {
    case Completes::words:
      return fmt::format(" -{} -a {}", of_option ? 'x' : 'f', in_quotes(words));
    case Completes::reports:
      return fmt::format(" -r -a {}",
                         in_quotes(fmt::format("{}=", fmt::join(values_of(type), "= "))));
    case Completes::files:
      return of_option ? " -r" : " -F";
    case Completes::directories:
      return " -x -a '(__fish_complete_directories)'";
    case Completes::nothing:
      break;
  }
  return of_option ? " -x" : " -f";
}

std::string line(const CommandRow& command, const OptionRow& option) {
  std::string text = condition(command);
  for (const std::string& name : option.names)
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.type.empty()) text += values(option.type, true);
  return fmt::format("{} -d {}\n", text, in_quotes(option.description));
}

}  // namespace

std::string fish_completion(const std::vector<CommandRow>& table) {
  std::vector<std::string> names;
  std::string lines;
  for (const CommandRow& command : table) {
    const CommandText& text = command.text;
    if (!text.name.empty()) {
      names.push_back(text.name);
      lines += fmt::format(
          "complete -c epcheck -n '__epcheck_is \"\"; and test (count (commandline -opc)) = 1' "
          "-a {} -d {}\n",
          text.name, in_quotes(text.summary));
    }
    lines += fmt::format("{}{}\n", condition(command), values(command.operand, false));
    for (const OptionRow& option : command.options) lines += line(command, option);
  }
  return fmt::format(
      "# Completion of epcheck in fish, written by `epcheck completion fish`.\n\n"
      "# Whether the command on the line is this one, \"\" for the one without a name.\n"
      "function __epcheck_is\n"
      "    set -l words (commandline -opc) ''\n"
      "    contains -- \"$words[2]\" {}\n"
      "    or set words[2] ''\n"
      "    test \"$words[2]\" = \"$argv[1]\"\n"
      "end\n\n{}",
      fmt::join(names, " "), lines);
}

}  // namespace epcheck::cli
