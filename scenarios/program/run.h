// SPDX-License-Identifier: MIT
// Runs a variant of a scenario on the modelled kernel, over every schedule, and says whether it did
// what the file expects.
#pragma once

#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/way_out.h"
#include "scenarios/loader/scenario.h"

namespace epcheck::scenario {

struct RunOptions {
  /// A kernel of the model (model/kernel_name.h); empty: the first that the variant names, or else
  /// the default.
  std::string kernel;
  /// How to search. `at_end` and `report_deadlock` are set by run(): properties come from the file.
  Options engine;
};

/// What exploration says about `expect` and `outcomes` of the file.
enum class Expectation {
  met,
  differs,
  unknown,  // nothing unexpected so far, but a bound was hit
};

struct RunResult {
  /// The engine's result. Its violations are those of the properties that the file checks, and of
  /// those that are always checked; its verdict follows from them.
  Result result;
  std::vector<std::string> violated;  // their names, sorted
  Expectation expectation = Expectation::unknown;
  /// Why it differs: "expected stuck-data to fail, it did not", a sentence for each difference.
  std::vector<std::string> differences;
};

/// REQUIRES: the kernel is known to the model; the variant outlives the call.
RunResult run(const Variant& variant, const RunOptions& options);

/// Runs one schedule with a recorder attached, which is told of changes of the state too. Returns
/// how many of its decisions were possible. A schedule means the same only with what was learned in
/// the check that it comes from (Result::learned) in options.engine.
std::size_t record(const Variant& variant, const RunOptions& options, const Schedule& schedule,
                   Recorder& recorder);

/// The last choice of a failing schedule at which it could still have gone right.
/// REQUIRES: as for record().
WayOut way_out(const Variant& variant, const RunOptions& options, const Schedule& failing);

/// The kernels that a variant is to be run on, at least one.
std::vector<std::string> kernels_of(const Variant& variant);

}  // namespace epcheck::scenario
