// SPDX-License-Identifier: MIT
// Mutants: kernels that lack one step (model/steps.h), and the suite that is to notice. What
// belongs to the suite of a kernel is found out by running everything on it: each program for which
// a file expects that nothing fails, if so it is on that kernel, whatever kernels the file names. A
// mutant is killed by the first program that does something else on it. No program is run twice.
//
// A bound never kills: what was not finished has noticed nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/finding.h"
#include "cli/run_case.h"
#include "model/steps.h"

namespace epcheck::cli {

/// A program of the suite, and what it took on the whole kernel.
struct SuiteCase {
  Case of;
  std::uint64_t states = 0;
};

struct Mutant {
  std::string kernel;  // "v7.1"
  const StepInfo* step;
};

enum class Fate : std::uint8_t { killed, survived, undecided };

struct MutantResult {
  Fate fate = Fate::survived;
  std::size_t killer = 0;  // index in the suite; killed only
  std::string how;         // "lost-wakeup"; or the outcome that is new or missing
  bool deterministic = true;
};

/// The step's mutants of the kernels, kernel by kernel.
std::vector<Mutant> mutants_of(const std::string& kernel);

/// The kernel's name without that step.
std::string name(const Mutant& mutant);

/// Variants of the same program under the same memory model, of which one is enough.
using CaseGroup = std::vector<Case>;
std::vector<CaseGroup> group_cases(std::span<const Case> cases);

/// What a whole kernel makes of a group.
struct Baseline {
  std::optional<std::size_t> member;  // the first variant that holds, as its file expects
  std::uint64_t states = 0;
  std::string wrong;  // what differs in a variant that names the kernel; "" if nothing
};
Baseline run_baseline(const CaseGroup& group, const std::string& kernel,
                      const CommandOptions& options, const RunCase& run_case);

/// Runs the suite on the mutant until it is killed. If all that happens is that a rule of locking
/// is broken, looks further for a consequence.
MutantResult run_mutant(const Mutant& mutant, std::span<const SuiteCase> suite,
                        const CommandOptions& options, const RunCase& run_case);

}  // namespace epcheck::cli
