// SPDX-License-Identifier: MIT
#include "cli/judgement.h"

#include <gtest/gtest.h>

#include "tests/cli/findings.h"

namespace epcheck::cli {
namespace {

ExitCode code_of(std::vector<Finding> findings) { return exit_code(findings); }

TEST(Judgement, AllAsExpectedIsZero) {
  EXPECT_EQ(code_of({found("a", {}), found("b", {"herd"})}), 0);
}

TEST(Judgement, ADifferenceIsOne) {
  EXPECT_EQ(code_of({found("a", {}), differing(found("b", {"herd"}))}), 1);
}

TEST(Judgement, ABoundedSearchIsNoPass) {
  EXPECT_EQ(verdict(bounded(found("a", {}))), "incomplete");
  EXPECT_FALSE(as_expected(bounded(found("a", {"herd"}))));
  EXPECT_EQ(code_of({bounded(found("a", {"herd"}))}), 3);
}

// What a bounded search saw fail, failed.
TEST(Judgement, AViolationCountsEvenIfTheSearchIsBounded) {
  EXPECT_EQ(verdict(bounded(found("a", {"herd"}))), "violated");
  EXPECT_EQ(code_of({bounded(differing(found("a", {"herd"})))}), 1);
}

TEST(Judgement, NondeterminismOutweighsAWrongVerdict) {
  EXPECT_EQ(verdict(nondeterministic(found("b", {"herd"}))), "nondeterministic");
  EXPECT_EQ(code_of({differing(found("a", {})), nondeterministic(found("b", {}))}), 4);
}

TEST(Judgement, AWrongVerdictOutweighsAnUnknownOne) {
  EXPECT_EQ(code_of({bounded(found("a", {})), differing(found("b", {}))}), 1);
}

TEST(Judgement, ExpectedIsWhatTheScenarioLists) {
  EXPECT_TRUE(is_expected(found("a", {"herd", "reorder"}).of, "reorder"));
  EXPECT_FALSE(is_expected(found("a", {"herd"}).of, "reorder"));
}

}  // namespace
}  // namespace epcheck::cli
