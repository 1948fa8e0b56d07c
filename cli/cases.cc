// SPDX-License-Identifier: MIT
#include "cli/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "checker/memory_names.h"
#include "cli/kernels.h"
#include "cli/scenarios.h"
#include "cli/spelling.h"
#include "scenarios/program/load_for_model.h"

namespace epcheck::cli {
namespace {

std::string complaint(std::string_view what, const std::string& name,
                      const std::vector<std::string>& known) {
  return fmt::format("epcheck: unknown {} `{}`{}\n", what, name, hint(name, known));
}

/// What is wrong with the names in `options` whatever the files say, "" if nothing.
std::string wrong_names(const CommandOptions& options) {
  if (!options.kernel.empty())
    if (std::string wrong = wrong_kernel(options.kernel); !wrong.empty()) return wrong;
  if (!options.memory.empty() && !memory_named(options.memory))
    return complaint("memory model", options.memory, memory_names());
  return "";
}

std::vector<std::string> kernels_of(const scenario::Variant& variant,
                                    const CommandOptions& options) {
  if (!options.kernel.empty()) return {options.kernel};
  return scenario::kernels_of(variant);
}

/// Whether the variant was asked for; notes the name that asked.
bool is_wanted(const std::string& variant, const CommandOptions& options,
               std::set<std::string>& found) {
  if (options.variants.empty()) return true;
  const std::vector<std::string>& wanted = options.variants;
  if (std::find(wanted.begin(), wanted.end(), variant) == wanted.end()) return false;
  found.insert(variant);
  return true;
}

Case make_case(const scenario::Scenario& scenario,
               const std::shared_ptr<const scenario::Variant>& program,
               const std::shared_ptr<const std::string>& text, std::string kernel,
               const std::string& memory) {
  Case made{.scenario = scenario.name,
            .variant = program->name,
            .kernel = std::move(kernel),
            .memory = memory,
            .checked = {},
            .expected = program->expect.fail,
            .program = program,
            .file = std::filesystem::path(scenario.path).filename().string(),
            .path = scenario.path,
            .line = program->where.line,
            .text = text};
  for (const scenario::Check& check : program->checks) made.checked.push_back(check.property);
  return made;
}

}  // namespace

tl::expected<std::vector<Case>, std::string> load_cases(const CommandOptions& options) {
  if (std::string wrong = wrong_names(options); !wrong.empty()) return tl::unexpected(wrong);
  auto scenarios = load_scenarios(options.paths);
  if (!scenarios) return tl::unexpected(scenarios.error());

  std::vector<Case> cases;
  std::vector<std::string> variants;
  std::set<std::string> found;
  for (scenario::Scenario& scenario : *scenarios) {
    auto text = std::make_shared<const std::string>(std::move(scenario.text));
    for (scenario::Variant& variant : scenario.variants) {
      auto program = std::make_shared<const scenario::Variant>(std::move(variant));
      variants.push_back(program->name);
      if (!is_wanted(program->name, options, found)) continue;
      for (std::string& kernel : kernels_of(*program, options))
        cases.push_back(make_case(scenario, program, text, std::move(kernel),
                                  options.memory.empty() ? program->memory : options.memory));
    }
  }
  for (const std::string& variant : options.variants)
    if (!found.contains(variant)) return tl::unexpected(complaint("variant", variant, variants));
  return cases;
}

bool same_program(const Case& a, const Case& b) {
  return a.scenario == b.scenario && a.memory == b.memory &&
         a.program->changes == b.program->changes;
}

tl::expected<Case, std::string> case_of(const Trace& trace) {
  CommandOptions options;
  options.kernel = trace.kernel;
  options.memory = trace.memory;
  if (std::string wrong = wrong_names(options); !wrong.empty()) return tl::unexpected(wrong);
  auto scenario = scenario::load_text_for_model(trace.origin.file, trace.origin.text);
  if (!scenario) return tl::unexpected(to_text(scenario.error()));
  auto text = std::make_shared<const std::string>(std::move(scenario->text));
  std::vector<std::string> variants;
  for (scenario::Variant& variant : scenario->variants) {
    variants.push_back(variant.name);
    if (variant.name != trace.variant) continue;
    auto program = std::make_shared<const scenario::Variant>(std::move(variant));
    return make_case(*scenario, program, text, trace.kernel, trace.memory);
  }
  return tl::unexpected(complaint("variant", trace.variant, variants));
}

}  // namespace epcheck::cli
