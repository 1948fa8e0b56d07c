// SPDX-License-Identifier: MIT
#include "cli/mutate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "cli/cases.h"
#include "cli/exit_code.h"
#include "cli/fork_map.h"
#include "cli/mutants.h"
#include "cli/mutate_options.h"
#include "cli/mutate_text.h"
#include "model/unneeded_steps.h"

namespace epcheck::cli {
namespace {

/// The suite of each kernel: cheapest first, for most mutants die of anything.
using Suites = std::map<std::string, std::vector<SuiteCase>>;

/// One kernel and one group of variants.
struct BaselineTask {
  std::string kernel;
  const CaseGroup* group;
};

std::string to_text(const Baseline& baseline) {
  return fmt::format("{} {} {}", baseline.member ? static_cast<long>(*baseline.member) : -1L,
                     baseline.states, baseline.wrong);
}

Baseline baseline_from(const std::string& text) {
  std::istringstream in(text);
  long member = 0;
  Baseline baseline;
  in >> member >> baseline.states;
  in.ignore();
  std::getline(in, baseline.wrong, '\0');
  if (member >= 0) baseline.member = static_cast<std::size_t>(member);
  return baseline;
}

std::string to_text(const MutantResult& result) {
  return fmt::format("{} {} {} {}", static_cast<int>(result.fate), result.killer,
                     result.deterministic ? 1 : 0, result.how);
}

MutantResult mutant_result_from(const std::string& text) {
  std::istringstream in(text);
  int fate = 0;
  MutantResult result;
  in >> fate >> result.killer >> result.deterministic;
  in.ignore();
  std::getline(in, result.how, '\0');
  result.fate = static_cast<Fate>(fate);
  return result;
}

class Mutate {
 public:
  Mutate(const MutateOptions& options, std::ostream& out, const World& world)
      : options_(options), world_(world), text_(options.markdown), out_(out) {}

  /// False if it was stopped.
  bool find_suites(const std::vector<CaseGroup>& groups) {
    std::vector<BaselineTask> tasks;
    for (const std::string& kernel : options_.kernels)
      for (const CaseGroup& group : groups) tasks.push_back({kernel, &group});
    bool all = fork_map(
        options_.jobs, tasks.size(), world_.stop,
        [&](std::size_t i) {
          return to_text(
              run_baseline(*tasks[i].group, tasks[i].kernel, options_.search, world_.run_case));
        },
        [&](std::size_t i, const std::string& text) {
          Baseline baseline = baseline_from(text);
          const auto& [kernel, group] = tasks[i];
          if (baseline.member)
            suites_[kernel].push_back({(*group)[*baseline.member], baseline.states});
          else if (!baseline.wrong.empty())
            complain(fmt::format("{} itself: {}", kernel, baseline.wrong));
        });
    for (auto& [kernel, suite] : suites_)
      std::stable_sort(suite.begin(), suite.end(),
                       [](const SuiteCase& a, const SuiteCase& b) { return a.states < b.states; });
    return all;
  }

  /// False if it was stopped.
  bool run_mutants() {
    text_.measure(options_.mutants);
    bool all = fork_map(
        options_.jobs, options_.mutants.size(), world_.stop,
        [&](std::size_t i) {
          const Mutant& mutant = options_.mutants[i];
          return to_text(
              run_mutant(mutant, suites_[mutant.kernel], options_.search, world_.run_case));
        },
        [&](std::size_t i, const std::string& text) {
          show(options_.mutants[i], mutant_result_from(text));
        });
    out_ << text_.summary() << std::flush;
    return all;
  }

  int exit_code() const { return code_; }

 private:
  void complain(const std::string& what) {
    out_ << "wrong: " << what << '\n' << std::flush;
    code_ = std::max<int>(code_, kDiffers);
  }

  void show(const Mutant& mutant, const MutantResult& result) {
    const UnneededStep* reason = find_unneeded(mutant.step->step, mutant.kernel);
    const std::vector<SuiteCase>& suite = suites_[mutant.kernel];
    const Case* killer = result.killer < suite.size() ? &suite[result.killer].of : nullptr;
    out_ << text_.row(mutant, result, killer, reason) << std::flush;
    if (!result.deterministic) code_ = kNondeterministic;
    if ((result.fate == Fate::killed) == (reason != nullptr))
      code_ = std::max<int>(code_, kDiffers);
  }

  const MutateOptions& options_;
  const World& world_;
  MutateText text_;
  std::ostream& out_;
  Suites suites_;
  int code_ = kOk;
};

}  // namespace

int run_mutate(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
               const World& world) {
  auto options = parse_mutate_options(argc, argv);
  if (!options) return options.error().tell(out, err);
  auto cases = load_cases(options->search);
  if (!cases) {
    err << cases.error();
    return kUsage;
  }
  Mutate mutate(*options, out, world);
  if (!mutate.find_suites(group_cases(*cases)) || !mutate.run_mutants()) return kInterrupted;
  return mutate.exit_code();
}

}  // namespace epcheck::cli
