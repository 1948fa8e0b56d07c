// SPDX-License-Identifier: MIT
#include "cli/judgement.h"

#include <algorithm>
#include <iterator>

namespace epcheck::cli {
namespace {

std::vector<std::string> without(std::vector<std::string> names, std::vector<std::string> others) {
  std::sort(names.begin(), names.end());
  std::sort(others.begin(), others.end());
  std::vector<std::string> rest;
  std::set_difference(names.begin(), names.end(), others.begin(), others.end(),
                      std::back_inserter(rest));
  return rest;
}

}  // namespace

std::string verdict(const Finding& finding) {
  if (!finding.deterministic) return "nondeterministic";
  if (!finding.violated.empty()) return "violated";
  return finding.complete ? "holds" : "incomplete";
}

Difference difference(const Finding& finding) {
  if (!finding.deterministic) return {};
  Difference found;
  found.unexpected = without(finding.violated, finding.of.expected);
  if (finding.complete) found.missing = without(finding.of.expected, finding.violated);
  return found;
}

bool as_expected(const Finding& finding) {
  return finding.deterministic && finding.complete && difference(finding).empty();
}

ExitCode exit_code(std::span<const Finding> findings) {
  auto any = [&](auto test) { return std::any_of(findings.begin(), findings.end(), test); };
  if (any([](const Finding& finding) { return !finding.deterministic; })) return kNondeterministic;
  if (any([](const Finding& finding) { return !difference(finding).empty(); })) return kDiffers;
  if (any([](const Finding& finding) { return !finding.complete; })) return kIncomplete;
  return kOk;
}

}  // namespace epcheck::cli
