// SPDX-License-Identifier: MIT
#include "cli/judgement.h"

#include <algorithm>

namespace epcheck::cli {

std::string verdict(const Finding& finding) {
  if (!finding.deterministic) return "nondeterministic";
  if (!finding.violated.empty()) return "violated";
  return finding.complete ? "holds" : "incomplete";
}

bool as_expected(const Finding& finding) {
  return finding.deterministic && finding.complete &&
         finding.expectation == scenario::Expectation::met;
}

bool differs(const Finding& finding) {
  return finding.deterministic && finding.expectation == scenario::Expectation::differs;
}

bool is_expected(const Case& of, const std::string& property) {
  return std::find(of.expected.begin(), of.expected.end(), property) != of.expected.end();
}

ExitCode exit_code(std::span<const Finding> findings) {
  auto any = [&](auto test) { return std::any_of(findings.begin(), findings.end(), test); };
  if (any([](const Finding& finding) { return !finding.deterministic; })) return kNondeterministic;
  if (any(differs)) return kDiffers;
  if (!std::all_of(findings.begin(), findings.end(), as_expected)) return kIncomplete;
  return kOk;
}

}  // namespace epcheck::cli
