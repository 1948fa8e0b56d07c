// SPDX-License-Identifier: MIT
#include "cli/manual.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/exit_code.h"

namespace epcheck::cli {
namespace {

const CommandText kText{.name = "man",
                        .usage = "",
                        .summary = "write the manual page",
                        .description = "Writes the manual page epcheck(1), in roff.",
                        .examples = {"epcheck man | man -l -"}};

class ManArguments : public Arguments {
 public:
  ManArguments() : Arguments(kText) {}
};

/// What `backticks` enclose is bold. Nothing is left that means something to roff.
std::string roff(const std::string& text) {
  std::string made;
  bool bold = false;
  for (char c : text) {
    if (c == '`')
      made += (bold = !bold) ? "\\fB" : "\\fR";
    else if (c == '\\')
      made += "\\e";
    else if (c == '-')
      made += "\\-";
    else if (c == '\'')
      made += "\\(aq";
    else
      made += c;
  }
  return made.starts_with('.') ? "\\&" + made : made;
}

/// A word of the command line in bold.
std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }

std::string option(const OptionRow& row) {
  std::string names;
  for (const std::string& name : row.names) names += (names.empty() ? "" : ", ") + bold(name);
  if (!row.type.empty()) names += " \\fI" + roff(row.type) + "\\fR";
  return fmt::format(".TP\n{}\n{}.\n", names, roff(row.description));
}

/// The options under the headings that they have in help.
std::string grouped(const CommandRow& command) {
  std::vector<std::string> groups;
  for (const OptionRow& row : command.options)
    if (std::find(groups.begin(), groups.end(), row.group) == groups.end())
      groups.push_back(row.group);
  std::string text;
  for (const std::string& group : groups) {
    text += fmt::format(".SS {}\n", roff(group));
    for (const OptionRow& row : command.options)
      if (row.group == group) text += option(row);
  }
  return text;
}

std::string synopsis(const CommandText& text) {
  return fmt::format("{} {}", bold(called_as(text)), roff(text.usage));
}

std::string exit_codes(const CommandText& text) {
  std::string lines;
  for (const auto& [code, meaning] : text.exit_codes)
    lines += fmt::format(".TP\n.B {}\n{}.\n", code, roff(meaning));
  return lines;
}

std::string examples(const CommandText& text) {
  std::string lines;
  for (const std::string& example : text.examples) lines += roff(example) + "\n";
  return lines.empty() ? "" : fmt::format(".PP\n.RS 4\n.nf\n{}.fi\n.RE\n", lines);
}

/// A command with a name: what differs from the options of the one without is listed.
std::string command(const CommandRow& row, const CommandRow& first) {
  std::string text = fmt::format(".SS {}\n{}\n.PP\n{}\n", roff(called_as(row.text)),
                                 synopsis(row.text), roff(row.text.description));
  bool shared = false;
  for (const OptionRow& own : row.options) {
    bool known = std::any_of(first.options.begin(), first.options.end(),
                             [&](const OptionRow& other) { return other.names == own.names; });
    if (known && own.names.front() != "--help") shared = true;
    if (!known) text += option(own);
  }
  if (shared) {
    std::string names;
    for (const OptionRow& own : row.options)
      if (own.names.front() != "--help") names += (names.empty() ? "" : ", ") + bold(own.names[0]);
    text += fmt::format(".PP\nOptions, as above: {}.\n", names);
  }
  if (!row.text.exit_codes.empty()) text += ".PP\nIt exits with\n" + exit_codes(row.text);
  return text + examples(row.text);
}

constexpr const char* kEnd = R"(.SH ENVIRONMENT
.TP
.B NO_COLOR
If it is set, no colours are used.
.SH FILES
.TP
.B epcheck\-traces/
Traces of violations that were not expected, so that they can be replayed, unless
.B \-\-trace\-dir
names another folder.
.SH SEE ALSO
.BR epoll (7),
.BR epoll_ctl (2),
.BR epoll_wait (2)
)";

}  // namespace

std::unique_ptr<Arguments> man_arguments() { return std::make_unique<ManArguments>(); }

int run_man(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  ManArguments arguments;
  if (auto stop = arguments.parse(argc, argv)) return stop->tell(out, err);
  out << manual_page(option_table());
  return kOk;
}

std::string manual_page(const std::vector<CommandRow>& table) {
  const CommandRow& first = table.front();
  std::string text =
      ".\\\" Written by `epcheck man`.\n"
      ".TH EPCHECK 1 \"\" \"epcheck " EPCHECK_VERSION
      "\" \"User Commands\"\n"
      ".SH NAME\nepcheck \\- model checker for epoll protocols\n.SH SYNOPSIS\n.nf\n";
  for (const CommandRow& row : table) text += synopsis(row.text) + "\n";
  text += ".fi\n.SH DESCRIPTION\n" + roff(first.text.description) + "\n.SH OPTIONS\n";
  text += grouped(first) + ".SH OTHER COMMANDS\n";
  for (const CommandRow& row : table)
    if (!row.text.name.empty()) text += command(row, first);
  text += ".SH EXIT STATUS\n" + exit_codes(first.text) + ".SH EXAMPLES\n" + examples(first.text);
  return text + kEnd;
}

}  // namespace epcheck::cli
