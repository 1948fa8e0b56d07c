// SPDX-License-Identifier: MIT
#include "cli/property_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string_view>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/spelling.h"

extern "C" const char epcheck_properties_md[];
extern "C" const char epcheck_properties_md_end[];

namespace epcheck::cli {
namespace {

std::string trimmed(const std::string& text) {
  std::size_t first = text.find_first_not_of(' ');
  if (first == text.npos) return "";
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// "| a | b |" as "a", "b".
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> found;
  for (std::size_t at = 1, end; (end = line.find('|', at)) != line.npos; at = end + 1)
    found.push_back(trimmed(line.substr(at, end - at)));
  return found;
}

/// The names in "`invalid-free`, `herd: {max}`".
std::vector<std::string> names_in(const std::string& cell) {
  std::vector<std::string> names;
  for (std::size_t at = 0; (at = cell.find('`', at)) != cell.npos;) {
    std::size_t end = cell.find('`', at + 1);
    if (end == cell.npos) break;
    std::string name = cell.substr(at + 1, end - at - 1);
    names.push_back(name.substr(0, name.find(':')));
    at = end + 1;
  }
  return names;
}

bool has(const std::vector<PropertyText>& texts, const std::string& name) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const PropertyText& known) { return known.name == name; });
}

void read_row(const std::vector<std::string>& heads, const std::vector<std::string>& row,
              std::vector<PropertyText>& texts) {
  if (row.size() < 2 || row.size() != heads.size() || !row[0].starts_with('`')) return;
  for (const std::string& name : names_in(row[0])) {
    if (has(texts, name)) continue;
    PropertyText& made = texts.emplace_back(PropertyText{name, row[1], {}, ""});
    for (std::size_t i = 1; i < row.size(); ++i) made.facts.emplace_back(heads[i], row[i]);
  }
}

std::vector<PropertyText> read_page() {
  std::istringstream page(std::string(epcheck_properties_md, epcheck_properties_md_end));
  std::vector<PropertyText> texts;
  std::vector<std::string> heads;
  PropertyText* section = nullptr;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) {
      std::string name = line.substr(3, line.find(':') - 3);
      auto found = std::find_if(texts.begin(), texts.end(),
                                [&](const PropertyText& known) { return known.name == name; });
      section = found == texts.end() ? nullptr : &*found;
    } else if (section != nullptr) {
      if (!section->text.empty() || !line.empty()) section->text += line + "\n";
    } else if (!line.starts_with('|')) {
      heads.clear();
    } else if (heads.empty()) {
      heads = cells(line);
    } else {
      read_row(heads, cells(line), texts);
    }
  }
  for (PropertyText& text : texts)
    while (text.text.ends_with("\n\n")) text.text.pop_back();
  return texts;
}

const CommandText kText{
    .name = "explain",
    .usage = "[PROPERTY]",
    .summary = "say what a property means",
    .description =
        "Says what a violation of PROPERTY is, and what exactly is judged. Without PROPERTY, "
        "lists all."};

class ExplainArguments : public Arguments {
 public:
  ExplainArguments() : Arguments(kText) { app_.add_option("PROPERTY", name); }
  std::string name;
};

}  // namespace

const std::vector<PropertyText>& property_texts() {
  static const std::vector<PropertyText> texts = read_page();
  return texts;
}

std::unique_ptr<Arguments> explain_arguments() { return std::make_unique<ExplainArguments>(); }

int run_explain(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  ExplainArguments arguments;
  if (auto stop = arguments.parse(argc, argv)) return stop->tell(out, err);
  const std::string& name = arguments.name;
  std::vector<std::string> names;
  for (const PropertyText& known : property_texts()) {
    names.push_back(known.name);
    if (name.empty()) out << fmt::format("{:<18}{}\n", known.name, known.summary);
    if (name != known.name) continue;
    out << name << '\n';
    for (const auto& [head, cell] : known.facts) out << fmt::format("  {}: {}\n", head, cell);
    if (!known.text.empty()) out << '\n' << known.text;
    return kOk;
  }
  if (name.empty()) return kOk;
  err << fmt::format("epcheck: unknown property `{}`{}\n", name, hint(name, names));
  return kUsage;
}

}  // namespace epcheck::cli
