// SPDX-License-Identifier: MIT
#include "cli/list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/scenarios.h"
#include "scenarios/program/run.h"
#include "traces/letters.h"

namespace epcheck::cli {
namespace {

using Json = nlohmann::ordered_json;

const CommandText kText{
    .name = "list",
    .usage = "[FILE|DIR...] [--json]",
    .summary = "list scenarios and their variants",
    .description =
        "Lists the scenarios in FILE, or in each *.yaml of DIR, with the kernels, the memory model "
        "and the expectation of each variant. Without FILE or DIR, those in the folder `scenarios` "
        "if there is one, otherwise in the current one. Nothing is run.",
    .examples = {"epcheck list scenarios/kernel"}};

class ListArguments : public Arguments {
 public:
  ListArguments() : Arguments(kText) {
    app_.add_option("FILE|DIR", paths);
    app_.add_flag("--json", json, "Write JSON");
  }
  std::vector<std::string> paths;
  bool json = false;
};

/// The first sentence of the description, in one line.
std::string title(const scenario::Scenario& scenario) {
  std::string text;
  for (char c : scenario.description) {
    bool space = c == ' ' || c == '\n';
    if (space && text.ends_with('.')) break;
    if (!space || !text.ends_with(' ')) text += space ? ' ' : c;
  }
  while (text.ends_with(' ')) text.pop_back();
  return printable(text);
}

std::string expectation(const scenario::Variant& variant) {
  if (variant.expect.fail.empty()) return "pass";
  return fmt::format("fail: {}", fmt::join(variant.expect.fail, ", "));
}

/// In columns, a row for each variant.
std::string rows(const scenario::Scenario& scenario) {
  using Row = std::array<std::string, 4>;
  std::vector<Row> table{{"variant", "kernel", "memory", "expect"}};
  for (const scenario::Variant& variant : scenario.variants)
    table.push_back({variant.name.empty() ? "-" : printable(variant.name),
                     printable(fmt::format("{}", fmt::join(scenario::kernels_of(variant), ", "))),
                     variant.memory, expectation(variant)});
  Row widest;
  for (const Row& row : table)
    for (std::size_t i = 0; i < row.size(); ++i)
      if (row[i].size() > widest[i].size()) widest[i] = row[i];
  std::string text;
  for (const Row& row : table)
    text += fmt::format("  {:<{}}  {:<{}}  {:<{}}  {}\n", row[0], widest[0].size(), row[1],
                        widest[1].size(), row[2], widest[2].size(), row[3]);
  return text;
}

std::string list(const std::vector<scenario::Scenario>& scenarios) {
  std::string text;
  for (const scenario::Scenario& scenario : scenarios) {
    std::string head = printable(scenario.path) + ": " + printable(scenario.name);
    std::string what = title(scenario);
    text += fmt::format("{}{}{}{}\n{}", text.empty() ? "" : "\n", head, what.empty() ? "" : "\n  ",
                        what.empty() ? "" : join(wrap(what, 98, 2), "\n"), rows(scenario));
  }
  return text;
}

Json to_json(const scenario::Variant& variant) {
  Json checked = Json::array();
  for (const scenario::Check& check : variant.checks) checked.push_back(check.property);
  return {{"name", variant.name},
          {"line", variant.where.line},
          {"kernels", scenario::kernels_of(variant)},
          {"memory", variant.memory},
          {"check", checked},
          {"expect", {{"fail", variant.expect.fail}}}};
}

std::string to_json(const std::vector<scenario::Scenario>& scenarios) {
  Json all = Json::array();
  for (const scenario::Scenario& scenario : scenarios) {
    Json variants = Json::array();
    for (const scenario::Variant& variant : scenario.variants) variants.push_back(to_json(variant));
    all.push_back({{"file", scenario.path},
                   {"name", scenario.name},
                   {"title", title(scenario)},
                   {"description", scenario.description},
                   {"source", scenario.sources},
                   {"variants", std::move(variants)}});
  }
  return Json{{"epcheck", EPCHECK_VERSION}, {"scenarios", std::move(all)}}.dump(
             2, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

}  // namespace

std::unique_ptr<Arguments> list_arguments() { return std::make_unique<ListArguments>(); }

int run_list(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  ListArguments arguments;
  if (auto stop = arguments.parse(argc, argv)) return stop->tell(out, err);
  if (arguments.paths.empty())
    arguments.paths = {std::filesystem::is_directory("scenarios") ? "scenarios" : "."};
  auto scenarios = load_scenarios(arguments.paths);
  if (!scenarios) {
    err << scenarios.error();
    return kUsage;
  }
  out << (arguments.json ? to_json(*scenarios) : list(*scenarios));
  return kOk;
}

}  // namespace epcheck::cli
