// SPDX-License-Identifier: MIT
#include "cli/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/findings.h"
#include "tests/cli/reports.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

Finding lost() { return unexpected(found("lt", {}), "lost-wakeup"); }

TEST(ReportTap, HasThePlanAndAPointForEachCase) {
  EXPECT_EQ(report(ReportFormat::tap, {found("a", {}), bounded(found("#b", {}))}),
            "TAP version 14\n1..2\nok 1 - pair-a v7.1 sc\nnot ok 2 - pair-\\#b v7.1 sc\n"
            "  ---\n  message: \"stopped after 12 states\"\n  verdict: incomplete\n  ...\n");
}

TEST(ReportTap, ARunThatWasEndedBailsOut) {
  Finding done = found("a", {});
  EXPECT_EQ(report(ReportFormat::tap, {done}, {done.of, done.of}),
            "TAP version 14\n1..2\nok 1 - pair-a v7.1 sc\nBail out! ended after 1 of 2 cases\n");
}

TEST(ReportGithub, PointsAtTheLineAndEscapes) {
  std::string text = report(ReportFormat::github, {found("a", {}), lost()});
  EXPECT_THAT(text, testing::StartsWith("::error file=scenarios/pair%2C too.yaml,line=12,title="
                                        "pair-lt v7.1 sc::lost-wakeup failed, not expected%0A%0A"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
}

TEST(ReportGithub, WhatIsUndecidedIsAWarning) {
  EXPECT_THAT(report(ReportFormat::github, {bounded(found("a", {}))}),
              testing::StartsWith("::warning "));
}

TEST(ReportJunit, CountsFailuresAndErrors) {
  std::string text = report(ReportFormat::junit, {found("a", {}), lost()});
  EXPECT_THAT(text, HasSubstr("tests=\"1\" failures=\"1\" errors=\"0\""));
  EXPECT_THAT(text, HasSubstr("<failure type=\"violated\" message=\"lost-wakeup failed, not "
                              "expected\">pair-lt (kernel v7.1, sc)"));
}

TEST(ReportJunit, WhatWasNotRunIsAnError) {
  Finding done = found("a", {});
  std::string text = report(ReportFormat::junit, {done}, {done.of, done.of});
  EXPECT_THAT(text, HasSubstr("tests=\"2\" failures=\"0\" errors=\"1\""));
  EXPECT_THAT(text, HasSubstr("<error type=\"not-run\""));
}

TEST(ReportJunit, NamesFromFilesCannotBreakIt) {
  Finding hostile = found("\"><x>\x01&", {});
  EXPECT_THAT(report(ReportFormat::junit, {hostile}),
              HasSubstr("name=\"pair-&quot;&gt;&lt;x&gt;\\x01&amp; v7.1 sc\""));
}

TEST(ReportSarif, AnUnexpectedViolationIsAResultWithTheWayThereOfEachThread) {
  json run = json::parse(report(ReportFormat::sarif, {found("a", {"herd"}), lost()}))["runs"][0];
  ASSERT_EQ(run["results"].size(), 1u);
  json result = run["results"][0];
  EXPECT_EQ(result["ruleId"], "lost-wakeup");
  EXPECT_EQ(result["locations"], json::parse(R"([{"physicalLocation": {"artifactLocation": {
    "uri": "scenarios/pair%2C%20too.yaml", "uriBaseId": "SRCROOT"}, "region": {"startLine": 12}}}])"));
  json flow = result["codeFlows"][0]["threadFlows"][0];
  EXPECT_EQ(flow["id"], "W0");
  EXPECT_EQ(flow["locations"][0]["location"]["physicalLocation"]["region"]["startLine"], 40);
  EXPECT_EQ(flow["locations"][0]["executionOrder"], 1);
}

/// A violation whose trace was written.
Finding replayable() {
  Finding finding = lost();
  finding.replays = {"epcheck replay 'epcheck-traces/a b.json'"};
  return finding;
}

TEST(Report, TheMessageOfAFailureEndsWithTheCommandThatRunsItAgain) {
  const std::string command = "epcheck replay 'epcheck-traces/a b.json'";
  auto sarif = nlohmann::json::parse(report(ReportFormat::sarif, {replayable()}));
  EXPECT_THAT(sarif["runs"][0]["results"][0]["message"]["text"].get<std::string>(),
              testing::EndsWith("\n\n" + command));
  auto json = nlohmann::json::parse(report(ReportFormat::json, {replayable()}));
  EXPECT_EQ(json["results"][0]["traces"][0]["replay"], command);
  std::string junit = report(ReportFormat::junit, {replayable()});
  EXPECT_THAT(junit, HasSubstr("lost-wakeup failed, not expected&#10;" + command + "\">"));
  EXPECT_THAT(junit, HasSubstr("\n" + command + "\n</failure>"));
  EXPECT_THAT(report(ReportFormat::github, {replayable()}),
              testing::EndsWith("%0A" + command + "%0A\n"));
  EXPECT_THAT(report(ReportFormat::tap, {replayable()}),
              HasSubstr("message: \"lost-wakeup failed, not expected\\n" + command + "\""));
}

TEST(ReportSarif, FingerprintsStayWhenLinesAndSchedulesChange) {
  Finding moved = lost();
  moved.of.line = 99;
  moved.failures[0].schedule.push_back({0, 0});
  moved.failures[0].steps[0].line = 7;
  auto fingerprints = [](const Finding& finding) {
    return json::parse(
        report(ReportFormat::sarif, {finding}))["runs"][0]["results"][0]["partialFingerprints"];
  };
  EXPECT_EQ(fingerprints(moved), fingerprints(lost()));
  EXPECT_NE(fingerprints(unexpected(found("lt", {}), "herd")), fingerprints(lost()));
}

TEST(ReportSarif, WhatDiffersOtherwiseHasARuleOfItsOwn) {
  auto rule_of = [](const Finding& finding) {
    return json::parse(report(ReportFormat::sarif, {finding}))["runs"][0]["results"][0]["ruleId"];
  };
  EXPECT_EQ(rule_of(differing(found("a", {}))), "expectation");
  EXPECT_EQ(rule_of(bounded(found("a", {}))), "incomplete");
  EXPECT_EQ(rule_of(nondeterministic(found("a", {}))), "nondeterministic");
}

TEST(ReportSarif, ARunThatWasEndedWasNoSuccess) {
  Finding done = found("a", {});
  json run = json::parse(report(ReportFormat::sarif, {done}, {done.of, done.of}))["runs"][0];
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], false);
}

TEST(ReportJson, ARunThatWasEndedIsNotFinished) {
  Finding done = found("a", {});
  json made = json::parse(report(ReportFormat::json, {done}, {done.of, done.of}));
  EXPECT_EQ(made["finished"], false);
  EXPECT_EQ(made["cases"], 2);
}

}  // namespace
}  // namespace epcheck::cli
