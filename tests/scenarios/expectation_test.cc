// SPDX-License-Identifier: MIT
// What is said when exploration and the file disagree.
#include "scenarios/program/expectation.h"

#include "tests/scenarios/running.h"

namespace epcheck::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Result found(std::vector<std::string> properties) {
  Result result;
  for (const std::string& property : properties) {
    Violation violation;
    violation.property = property;
    result.violations.push_back(violation);
  }
  if (!properties.empty()) result.verdict = Verdict::violated;
  return result;
}

Variant expecting(std::vector<std::string> fail) {
  Variant variant;
  for (const char* property : {"stuck-data", "herd"})
    variant.checks.push_back({{}, property, {}, {}});
  variant.expect.fail = std::move(fail);
  return variant;
}

TEST(Expectation, IsMetByExactlyWhatIsListed) {
  RunResult run = compare(expecting({"stuck-data"}), found({"stuck-data"}));
  EXPECT_EQ(run.expectation, Expectation::met);
  EXPECT_THAT(run.differences, IsEmpty());
}

TEST(Expectation, NamesWhatDidNotFail) {
  RunResult run = compare(expecting({"stuck-data"}), found({}));
  EXPECT_EQ(run.expectation, Expectation::differs);
  EXPECT_THAT(run.differences, ElementsAre("expected stuck-data to fail, it did not"));
}

TEST(Expectation, NamesWhatFailedUnexpectedly) {
  RunResult run = compare(expecting({}), found({"herd"}));
  EXPECT_THAT(run.differences, ElementsAre("herd failed, not expected"));
}

// A crash of the program is never filtered away because nobody asked.
TEST(Expectation, CountsWhatNoFileCanAskFor) {
  RunResult run = compare(expecting({}), found({"lock-misuse", "deadlock"}));
  EXPECT_THAT(run.violated, ElementsAre("lock-misuse"));
}

// What was not found before a bound may still exist.
TEST(Expectation, IsUnknownWhereABoundWasHit) {
  Result result = found({});
  result.complete = false;
  result.verdict = Verdict::incomplete;
  EXPECT_EQ(compare(expecting({"stuck-data"}), result).expectation, Expectation::unknown);
  EXPECT_EQ(compare(expecting({}), result).expectation, Expectation::unknown);
}

TEST(Expectation, DiffersEvenIfABoundWasHit) {
  Result result = found({"herd"});
  result.complete = false;
  EXPECT_EQ(compare(expecting({}), result).expectation, Expectation::differs);
}

TEST(Expectation, ComparesOutcomes) {
  auto with = [](const char* claims) {
    return run_text(std::string("vars: {x: 0}\noutcomes: {observe: [x], ") + claims + R"(}
threads:
  A: {steps: [{store: {var: x, value: 1}}]}
  B: {steps: [{store: {var: x, value: 2}}]}
)")
        .differences;
  };
  EXPECT_THAT(with("reachable: [[1], 2], forbidden: [0], allowed: [[1], [2]]"), IsEmpty());
  EXPECT_THAT(with("reachable: [[3]]"), ElementsAre("outcome (3) should be reachable, it is not"));
  EXPECT_THAT(with("forbidden: [[2]]"), ElementsAre("forbidden outcome (2) is reached"));
  EXPECT_THAT(with("allowed: [[2]]"), ElementsAre("outcome (1) is reached, not allowed"));
}

TEST(Kernels, AreThoseOfTheFileOrElseTheNewest) {
  EXPECT_THAT(kernels_of(parsed("threads: {t: {steps: [exit]}}")->variants[0]),
              ElementsAre("v7.1"));
  EXPECT_THAT(
      kernels_of(parsed("kernel: [v5.1, v5.5]\nthreads: {t: {steps: [exit]}}")->variants[0]),
      ElementsAre("v5.1", "v5.5"));
}

}  // namespace
}  // namespace epcheck::scenario
