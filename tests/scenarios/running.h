// SPDX-License-Identifier: MIT
// Verbs for tests that run scenarios: load a text, explore it, look at what was found.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

#include "scenarios/program/load_for_model.h"
#include "scenarios/program/run.h"

namespace epcheck::scenario {

/// A scenario with one variant; without one after a test failure, with which it goes on empty.
inline std::shared_ptr<Scenario> parsed(const std::string& text) {
  auto loaded = load_text("test.yaml", "epcheck: 1\nname: test\n" + text, known_kernels());
  if (loaded) return std::make_shared<Scenario>(std::move(*loaded));
  ADD_FAILURE() << to_text(loaded.error());
  auto empty = std::make_shared<Scenario>();
  empty->variants.resize(1);
  return empty;
}

inline RunResult run_text(const std::string& text, const RunOptions& options = {}) {
  return run(parsed(text)->variants[0], options);
}

/// Violated properties; "incomplete" among them if a bound was hit.
inline std::vector<std::string> violated(const std::string& text) {
  RunResult found = run_text(text);
  if (!found.result.complete) found.violated.push_back("incomplete");
  return found.violated;
}

using OutcomeSet = std::set<std::vector<std::int64_t>>;

/// The outcomes of a program that violates nothing.
inline OutcomeSet outcomes(const std::string& text) {
  RunResult found = run_text(text);
  EXPECT_THAT(found.violated, testing::IsEmpty());
  EXPECT_TRUE(found.result.complete);
  return found.result.outcomes;
}

}  // namespace epcheck::scenario
