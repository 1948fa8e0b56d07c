// SPDX-License-Identifier: MIT
#include "cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace epcheck::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

tl::expected<CommandOptions, Stop> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "epcheck");
  return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

/// The complaint about wrong arguments.
std::string complaint(std::vector<const char*> arguments) {
  auto options = parse(std::move(arguments));
  if (options) return "accepted";
  EXPECT_EQ(options.error().exit_code, 2);
  return options.error().err;
}

TEST(Options, VariantMayBeRepeatedAndTakesOneName) {
  auto options = parse({"--variant", "a", "--variant", "b", "x.yaml", "y.yaml"});
  ASSERT_TRUE(options);
  EXPECT_THAT(options->variants, ElementsAre("a", "b"));
  EXPECT_THAT(options->paths, ElementsAre("x.yaml", "y.yaml"));
}

TEST(Options, AllOfThemAreRead) {
  auto options = parse({"x.yaml",
                        "--kernel",
                        "v5.1",
                        "--memory=sc",
                        "--search=naive",
                        "--jobs",
                        "2",
                        "--max-states",
                        "100",
                        "--max-seconds",
                        "1.5",
                        "--max-preemptions",
                        "2",
                        "--report",
                        "json=r.json",
                        "--report",
                        "sarif=s",
                        "--trace-dir",
                        "t",
                        "--quiet"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->kernel, "v5.1");
  EXPECT_EQ(options->memory, "sc");
  EXPECT_EQ(options->search, "naive");
  EXPECT_EQ(options->jobs, 2u);
  EXPECT_EQ(options->max_states, 100u);
  EXPECT_EQ(options->max_seconds, 1.5);
  EXPECT_EQ(options->max_preemptions, 2u);
  ASSERT_EQ(options->reports.size(), 2u);
  EXPECT_EQ(options->reports[0].file, "r.json");
  EXPECT_EQ(options->reports[1].format, ReportFormat::sarif);
  EXPECT_EQ(options->trace_dir, "t");
  EXPECT_TRUE(options->quiet);
}

TEST(Options, TheRandomSearchHasItsOwn) {
  auto options =
      parse({"x.yaml", "--search", "random", "--seed", "7", "--walks", "50", "--pct", "3"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->seed, 7u);
  EXPECT_EQ(options->walks, 50u);
  EXPECT_EQ(options->pct, 3u);
}

TEST(Options, ThoseOfTheRandomSearchMeanNothingWithoutIt) {
  EXPECT_THAT(complaint({"x.yaml", "--pct", "3"}),
              HasSubstr("--pct means nothing without --search random"));
}

TEST(Options, HelpIsNoError) {
  auto options = parse({"--help"});
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().exit_code, 0);
  EXPECT_THAT(options.error().out, HasSubstr("Usage: epcheck"));
}

TEST(Options, VersionIsOneLine) {
  auto options = parse({"--version"});
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().exit_code, 0);
  EXPECT_THAT(options.error().out, testing::MatchesRegex("epcheck [0-9.]+\n"));
}

TEST(Options, NothingToCheckIsAnError) {
  EXPECT_THAT(complaint({}), HasSubstr("no FILE or DIR given"));
}

TEST(Options, AnUnknownOptionIsNamedWithTheNearest) {
  EXPECT_THAT(complaint({"x.yaml", "--kernl", "v5.1"}),
              HasSubstr("unknown option `--kernl`; did you mean `--kernel`?"));
}

TEST(Options, AnUnknownSearchIsNamedWithTheNearest) {
  EXPECT_THAT(complaint({"x.yaml", "--search", "naiv"}),
              HasSubstr("unknown search `naiv`; did you mean `naive`?"));
}

TEST(Options, NumbersAreChecked) {
  EXPECT_THAT(complaint({"x.yaml", "--jobs", "0"}), HasSubstr("--jobs: `0` is not"));
  EXPECT_THAT(complaint({"x.yaml", "--max-states", "-1"}), HasSubstr("--max-states: `-1` is not"));
  EXPECT_THAT(complaint({"x.yaml", "--max-seconds", "ten"}),
              HasSubstr("--max-seconds: `ten` is not"));
}

TEST(Options, AReportNeedsAKnownFormatAndAFile) {
  EXPECT_THAT(complaint({"x.yaml", "--report", "jso=r"}), HasSubstr("did you mean `json`?"));
  EXPECT_THAT(complaint({"x.yaml", "--report", "json="}), HasSubstr("no file given"));
}

TEST(Options, TwoReportsDoNotGoToOneFile) {
  EXPECT_THAT(complaint({"x.yaml", "--report", "json=r", "--report", "tap=r"}),
              HasSubstr("two reports go to `r`"));
}

}  // namespace
}  // namespace epcheck::cli
