// SPDX-License-Identifier: MIT
#include "cli/scenarios.h"

#include <fmt/format.h>

#include "cli/files.h"
#include "scenarios/program/load_for_model.h"

namespace epcheck::cli {

tl::expected<std::vector<scenario::Scenario>, std::string> load_scenarios(
    const std::vector<std::string>& paths) {
  std::vector<scenario::Scenario> scenarios;
  std::string wrong;
  std::vector<std::string> found;
  for (const std::string& path : paths)
    if (auto files = scenario_files({path}); files)
      found.insert(found.end(), files->begin(), files->end());
    else
      wrong += fmt::format("epcheck: {}\n", files.error());
  if (found.empty()) return tl::unexpected(wrong);
  auto each_once = scenario_files(found);
  if (!each_once) return tl::unexpected(fmt::format("epcheck: {}\n", each_once.error()));
  for (const std::string& file : *each_once) {
    auto scenario = scenario::load_for_model(file);
    if (scenario)
      scenarios.push_back(std::move(*scenario));
    else
      wrong += to_text(scenario.error());
  }
  if (!wrong.empty()) return tl::unexpected(wrong);
  return scenarios;
}

}  // namespace epcheck::cli
