// SPDX-License-Identifier: MIT
#include "cli/mutants.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/cases.h"
#include "cli/judgement.h"
#include "model/kernel_name.h"

namespace epcheck::cli {
namespace {

/// A mutant may need more states than the kernel itself, which is no reason to search for ever.
std::uint64_t most_states(std::uint64_t of_kernel) { return 10 * of_kernel + 100'000; }

/// Rules that are broken where a lock is missing, whether or not anything comes of it.
bool is_rule(const std::string& property) {
  constexpr std::string_view kRules[] = {"irqs-on",         "irqs-reenabled",  "lock-order",
                                         "sleep-in-atomic", "unlocked-access", "user-access"};
  return std::find(std::begin(kRules), std::end(kRules), property) != std::end(kRules);
}

bool names_kernel(const Case& of, const std::string& kernel) {
  const std::vector<std::string> kernels = scenario::kernels_of(*of.program);
  return std::find(kernels.begin(), kernels.end(), kernel) != kernels.end();
}

std::string what_differs(const Finding& finding) {
  if (!finding.violated.empty()) return fmt::format("{}", fmt::join(finding.violated, ", "));
  return finding.differences.empty() ? "" : finding.differences.front();
}

}  // namespace

std::vector<Mutant> mutants_of(const std::string& kernel) {
  std::vector<Mutant> mutants;
  const Protocol protocol = *parse_kernel(kernel);
  for (const StepInfo& step : steps())
    if (step.taken(protocol)) mutants.push_back({kernel, &step});
  return mutants;
}

std::string name(const Mutant& mutant) {
  return fmt::format("{} without {}", mutant.kernel, mutant.step->name);
}

std::vector<CaseGroup> group_cases(std::span<const Case> cases) {
  std::vector<CaseGroup> groups;
  for (const Case& of : cases) {
    if (!of.expected.empty()) continue;
    auto group = std::find_if(groups.begin(), groups.end(), [&](const CaseGroup& g) {
      return same_program(g.front(), of) && g.front().path == of.path;
    });
    if (group == groups.end())
      groups.push_back({of});
    else if (group->back().variant != of.variant)
      group->push_back(of);
  }
  return groups;
}

Baseline run_baseline(const CaseGroup& group, const std::string& kernel,
                      const CommandOptions& options, const RunCase& run_case) {
  Baseline baseline;
  for (std::size_t i = 0; i < group.size(); ++i) {
    Case of = group[i];
    of.kernel = kernel;
    Finding finding = run_case(of, options, Traces::none);
    if (as_expected(finding)) {
      baseline.member = i;
      baseline.states = finding.states;
      return baseline;
    }
    if (names_kernel(of, kernel) && baseline.wrong.empty())
      baseline.wrong = fmt::format("{}: {}", name(of),
                                   differs(finding) ? what_differs(finding) : verdict(finding));
  }
  return baseline;
}

MutantResult run_mutant(const Mutant& mutant, std::span<const SuiteCase> suite,
                        const CommandOptions& options, const RunCase& run_case) {
  MutantResult result;
  for (std::size_t i = 0; i < suite.size(); ++i) {
    Case of = suite[i].of;
    of.kernel = name(mutant);
    CommandOptions bounded = options;
    bounded.max_states = most_states(suite[i].states);
    const Finding finding = run_case(of, bounded, Traces::none);
    if (!finding.deterministic) return {.killer = i, .how = finding.note, .deterministic = false};
    if (differs(finding)) {
      const bool consequence =
          !std::all_of(finding.violated.begin(), finding.violated.end(), is_rule);
      if (result.fate != Fate::killed || consequence)
        result = {.fate = Fate::killed, .killer = i, .how = what_differs(finding)};
      if (consequence || finding.violated.empty()) return result;
    }
    if (!finding.complete && result.fate == Fate::survived) result.fate = Fate::undecided;
  }
  return result;
}

}  // namespace epcheck::cli
