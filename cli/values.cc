// SPDX-License-Identifier: MIT
#include "cli/values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checker/memory_names.h"
#include "cli/property_text.h"
#include "cli/report.h"
#include "model/steps.h"
#include "model/switches.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

std::vector<std::string> kernels() {
  std::vector<std::string> names;
  for (const Preset& preset : presets()) names.push_back(preset.name);
  return names;
}

std::vector<std::string> properties() {
  std::vector<std::string> names;
  for (const PropertyText& property : property_texts()) names.push_back(property.name);
  return names;
}

std::vector<std::string> step_names() {
  std::vector<std::string> names;
  for (const StepInfo& step : steps()) names.emplace_back(step.name);
  return names;
}

}  // namespace

std::vector<std::string> values_of(std::string_view type) {
  if (type == "KERNEL") return kernels();
  if (type == "MODEL") return memory_names();
  if (type == "STEP") return step_names();
  if (type == "SEARCH") return {"auto", "states", "dpor", "naive", "random"};
  if (type == "PROPERTY") return properties();
  if (type == "SHELL") return {"bash", "zsh", "fish"};
  if (type == "FORMAT") return format_names();
  if (type == "FORMAT=FILE") return report_format_names();
  return {};
}

std::string list_of_values(std::string_view type) {
  return fmt::format("{}", fmt::join(values_of(type), ", "));
}

}  // namespace epcheck::cli
