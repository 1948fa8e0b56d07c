// SPDX-License-Identifier: MIT
// What was checked and what came out, as plain data: the table, the reports and the exit code
// are all made from Findings, and a test can write one down by hand.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/program/run.h"
#include "traces/trace.h"

namespace epcheck::cli {

/// One variant of one scenario on one kernel.
struct Case {
  std::string scenario;
  std::string variant;                // "" if the scenario has none
  std::string kernel;                 // preset of the model, "v7.1"
  std::string memory;                 // memory model, "sc"
  std::vector<std::string> checked;   // properties
  std::vector<std::string> expected;  // of these, those that must fail; empty: all must hold
  std::shared_ptr<const scenario::Variant> program;  // what run_case() runs; else may be null
  std::string file;                                  // name of the scenario's file
  std::string path;                                  // of that file, as it was given
  unsigned line = 0;                                 // where the variant is in it; 0: unknown
  std::shared_ptr<const std::string> text;           // of that file
};

struct Finding {
  Case of;
  std::string search;                 // that was used: never "auto"
  std::vector<std::string> violated;  // properties, sorted
  bool complete = true;               // no bound was hit
  bool deterministic = true;          // false: the numbers and `violated` mean nothing
  /// What the scenario says to that, and a sentence for each difference.
  scenario::Expectation expectation = scenario::Expectation::met;
  std::vector<std::string> differences;
  std::string note;  // which bound was hit, or what was nondeterministic
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  double seconds = 0;
  std::uint64_t peak_bytes = 0;  // of the state table
  std::vector<Trace> failures;   // in the order of `violated`; those that were asked for
  /// Of each of `failures`, in their order, the command that runs it again; "" where its trace was
  /// not written. Shorter if nothing was written yet.
  std::vector<std::string> replays;
  /// The same for the file that the trace was written to.
  std::vector<std::string> files;
};

/// What the scenario and the variant are called together, "data-split-oneshot". A variant that is
/// named after its scenario, such as exclusive-et-one, is called just that.
std::string name(const Case& of);

}  // namespace epcheck::cli
