// SPDX-License-Identifier: MIT
#include "cli/option_table.h"

#include "cli/commands.h"
#include "cli/values.h"

namespace epcheck::cli {
namespace {

OptionRow row(const CLI::Option& option) {
  OptionRow made;
  for (const std::string& name : option.get_lnames()) made.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) made.names.push_back("-" + name);
  if (option.get_expected_max() > 0) made.type = option.get_type_name();
  made.description = option.get_description();
  if (option.get_group() != "Options") made.group = option.get_group();  // CLI11's name for none
  return made;
}

}  // namespace

std::vector<CommandRow> option_table() {
  std::vector<CommandRow> table;
  for (const Command& command : commands()) {
    std::unique_ptr<Arguments> arguments = command.arguments();
    CommandRow made{arguments->text(), {}, ""};
    const CLI::Option* help = arguments->app().get_help_ptr();
    for (const CLI::Option* option : arguments->app().get_options())
      if (option->get_positional())
        made.operand = option->get_name(true, false);
      else if (option != help)
        made.options.push_back(row(*option));
    made.options.push_back(row(*help));
    table.push_back(std::move(made));
  }
  return table;
}

Completes completes(const std::string& type) {
  if (type == "FILE" || type == "FILE|DIR") return Completes::files;
  if (type == "DIR") return Completes::directories;
  if (type == "FORMAT=FILE") return Completes::reports;
  return values_of(type).empty() ? Completes::nothing : Completes::words;
}

}  // namespace epcheck::cli
