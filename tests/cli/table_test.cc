// SPDX-License-Identifier: MIT
#include "cli/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/findings.h"

namespace epcheck::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string table(std::vector<Finding> findings, bool colour = false) {
  std::vector<Case> cases;
  for (const Finding& finding : findings) cases.push_back(finding.of);
  Table table(cases, colour);
  std::string text = table.head();
  for (const Finding& finding : findings) text += table.row(finding);
  return text + summary(findings);
}

TEST(Table, ColumnsAreAligned) {
  EXPECT_EQ(table({found("lt", {"herd", "reorder"}), found("oneshot", {})}),
            "variant       kernel  memory  verdict                  expect            states"
            "  transitions   seconds\n"
            "pair-lt       v7.1    sc      violated: herd, reorder  as expected           12"
            "           34      0.25\n"
            "pair-oneshot  v7.1    sc      holds                    as expected           12"
            "           34      0.25\n"
            "2 variants, all as expected\n");
}

TEST(Table, SaysWhatDiffers) {
  std::string text = table({differing(found("lt", {"herd"}))});
  EXPECT_THAT(text, HasSubstr("violated: herd  differs  "));
  EXPECT_THAT(text, HasSubstr("\n  herd failed, not expected\n"));
}

TEST(Table, ABoundIsSaidInTheVerdictAndInWords) {
  std::string text = table({bounded(found("lt", {}))});
  EXPECT_THAT(text, HasSubstr("incomplete  undecided"));
  EXPECT_THAT(text, HasSubstr("\n  stopped after 12 states\n"));
}

TEST(Table, AViolationOfABoundedSearchIsMarked) {
  EXPECT_THAT(table({bounded(found("lt", {"herd"}))}),
              HasSubstr("violated: herd, incomplete  undecided"));
}

TEST(Table, TheSummaryCountsWhatIsNotAsExpected) {
  EXPECT_THAT(table({differing(found("a", {"herd"})), bounded(found("b", {})), found("c", {})}),
              HasSubstr("\n3 variants, 1 not as expected, 1 undecided\n"));
}

TEST(Table, ColoursOnlyOnRequest) {
  EXPECT_THAT(table({differing(found("a", {"herd"}))}, true),
              HasSubstr("\033[31mdiffers    \033[0m"));
  EXPECT_THAT(table({differing(found("a", {"herd"}))}, false), Not(HasSubstr("\033")));
}

// exclusive-et-one of scenario exclusive is not called exclusive-exclusive-et-one.
TEST(Table, AVariantNamedAfterItsScenarioIsCalledJustThat) {
  EXPECT_EQ(name(found("pair-lt", {}).of), "pair-lt");
  EXPECT_EQ(name(found("lt", {}).of), "pair-lt");
  EXPECT_EQ(name(found("", {}).of), "pair");
}

}  // namespace
}  // namespace epcheck::cli
