// SPDX-License-Identifier: MIT
#include "scenarios/program/expectation.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/loader/property_names.h"

namespace epcheck::scenario {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What the file did not ask for is no violation; what no file can ask for, always is.
bool counts(const Variant& variant, const std::string& property) {
  const auto& listable = listable_properties();
  if (!contains(listable, property) || contains(always_checked(), property)) return true;
  return std::any_of(variant.checks.begin(), variant.checks.end(),
                     [&](const Check& check) { return check.property == property; });
}

std::string text_of(const Outcomes::Value& value) {
  return fmt::format("({})", fmt::join(value, ", "));
}

/// `unknown` becomes true if something may still be found beyond a bound.
void compare_outcomes(const Outcomes& outcomes, RunResult& run, bool& unknown) {
  const auto& reached = run.result.outcomes;
  for (const Outcomes::Value& value : outcomes.reachable) {
    if (reached.contains(value)) continue;
    if (run.result.complete)
      run.differences.push_back(
          fmt::format("outcome {} should be reachable, it is not", text_of(value)));
    unknown = unknown || !run.result.complete;
  }
  for (const Outcomes::Value& value : outcomes.forbidden)
    if (reached.contains(value))
      run.differences.push_back(fmt::format("forbidden outcome {} is reached", text_of(value)));
  if (!outcomes.allowed) return;
  for (const Outcomes::Value& value : reached)
    if (std::find(outcomes.allowed->begin(), outcomes.allowed->end(), value) ==
        outcomes.allowed->end())
      run.differences.push_back(fmt::format("outcome {} is reached, not allowed", text_of(value)));
}

}  // namespace

RunResult compare(const Variant& variant, Result result) {
  RunResult run;
  std::vector<Violation>& violations = result.violations;
  violations.erase(std::remove_if(violations.begin(), violations.end(),
                                  [&](const Violation& violation) {
                                    return !counts(variant, violation.property);
                                  }),
                   violations.end());
  if (violations.empty() && result.verdict == Verdict::violated)
    result.verdict = result.complete ? Verdict::holds : Verdict::incomplete;
  for (const Violation& violation : violations) run.violated.push_back(violation.property);
  std::sort(run.violated.begin(), run.violated.end());
  run.result = std::move(result);

  bool unknown = !run.result.complete || run.result.verdict == Verdict::nondeterministic;
  for (const std::string& property : variant.expect.fail)
    if (!contains(run.violated, property) && !unknown)
      run.differences.push_back(fmt::format("expected {} to fail, it did not", property));
  for (const std::string& property : run.violated)
    if (!contains(variant.expect.fail, property))
      run.differences.push_back(fmt::format("{} failed, not expected", property));
  if (variant.outcomes) compare_outcomes(*variant.outcomes, run, unknown);
  run.expectation = !run.differences.empty() ? Expectation::differs
                    : unknown                ? Expectation::unknown
                                             : Expectation::met;
  return run;
}

}  // namespace epcheck::scenario
