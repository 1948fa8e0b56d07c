// SPDX-License-Identifier: MIT
// Findings for the tests of the command, in few words.
#pragma once

#include <string>
#include <vector>

#include "cli/finding.h"

namespace epcheck::cli {

/// A complete search of pair-`variant` in which just these properties fail, as expected.
inline Finding found(std::string variant, std::vector<std::string> violated) {
  Finding finding;
  finding.of.scenario = "pair";
  finding.of.variant = std::move(variant);
  finding.of.kernel = "v7.1";
  finding.of.memory = "sc";
  finding.of.expected = violated;
  finding.search = "states";
  finding.violated = std::move(violated);
  finding.states = 12;
  finding.transitions = 34;
  finding.seconds = 0.25;
  finding.peak_bytes = 4096;
  return finding;
}

inline Finding differing(Finding finding) {
  finding.expectation = scenario::Expectation::differs;
  finding.differences = {"herd failed, not expected"};
  return finding;
}

inline Finding bounded(Finding finding) {
  finding.complete = false;
  if (finding.expectation == scenario::Expectation::met)
    finding.expectation = scenario::Expectation::unknown;
  finding.note = "stopped after 12 states";
  return finding;
}

inline Finding nondeterministic(Finding finding) {
  finding.deterministic = false;
  finding.expectation = scenario::Expectation::unknown;
  finding.note = "the program reads a clock";
  return finding;
}

}  // namespace epcheck::cli
