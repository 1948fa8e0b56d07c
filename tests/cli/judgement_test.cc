// SPDX-License-Identifier: MIT
#include "cli/judgement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/findings.h"

namespace epcheck::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ExitCode code_of(std::vector<Finding> findings) { return exit_code(findings); }

TEST(Judgement, AllAsExpectedIsZero) {
  EXPECT_EQ(code_of({found("a", {}, {}), found("b", {"herd"}, {"herd"})}), 0);
}

TEST(Judgement, ExpectIsExact) {
  Difference difference = cli::difference(found("a", {"herd", "reorder"}, {"deadlock", "herd"}));
  EXPECT_THAT(difference.unexpected, ElementsAre("deadlock"));
  EXPECT_THAT(difference.missing, ElementsAre("reorder"));
}

TEST(Judgement, TheOrderOfExpectDoesNotMatter) {
  EXPECT_TRUE(as_expected(found("a", {"reorder", "herd"}, {"herd", "reorder"})));
}

// A bounded search cannot say that something never fails.
TEST(Judgement, ABoundedSearchMissesNothing) {
  Finding finding = bounded(found("a", {"herd"}, {}));
  EXPECT_THAT(difference(finding).missing, IsEmpty());
  EXPECT_EQ(code_of({finding}), 3);
}

TEST(Judgement, ABoundedSearchIsNoPass) {
  EXPECT_EQ(verdict(bounded(found("a", {}, {}))), "incomplete");
  EXPECT_FALSE(as_expected(bounded(found("a", {"herd"}, {"herd"}))));
}

// What a bounded search saw fail, failed.
TEST(Judgement, AViolationCountsEvenIfTheSearchIsBounded) {
  EXPECT_EQ(verdict(bounded(found("a", {}, {"herd"}))), "violated");
  EXPECT_EQ(code_of({bounded(found("a", {}, {"herd"}))}), 1);
}

TEST(Judgement, NondeterminismOutweighsAWrongVerdict) {
  EXPECT_EQ(code_of({found("a", {}, {"herd"}), nondeterministic(found("b", {}, {}))}), 4);
}

TEST(Judgement, AWrongVerdictOutweighsAnUnknownOne) {
  EXPECT_EQ(code_of({bounded(found("a", {}, {})), found("b", {"herd"}, {})}), 1);
}

}  // namespace
}  // namespace epcheck::cli
