// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include "tests/cli/binary.h"

namespace epcheck::cli {
namespace {

using testing::HasSubstr;

TEST(Init, WhatItWritesRunsAsItIs) {
  Scratch scratch;
  Ran made = run_binary("init " + scratch.path("accept.yaml"));
  EXPECT_EQ(made.code, 0);
  EXPECT_THAT(made.output, HasSubstr("  epcheck " + scratch.path("accept.yaml") + "\n"));
  Ran ran = run_binary(scratch.path("accept.yaml"));
  EXPECT_EQ(ran.code, 0) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("3 variants, all as expected\n"));
  EXPECT_THAT(ran.output, HasSubstr("\naccept-drain "));
}

TEST(Init, TheSchemaThatItNamesIsBesideIt) {
  Scratch scratch;
  run_binary("init " + scratch.path("accept.yaml"));
  EXPECT_THAT(scratch.read("accept.yaml"),
              testing::StartsWith("# yaml-language-server: $schema=epcheck.schema.json\n"));
  EXPECT_EQ(scratch.read("epcheck.schema.json"), run_binary("schema").output);
}

TEST(Init, ASchemaThatIsThereIsLeftAlone) {
  Scratch scratch;
  scratch.write("epcheck.schema.json", "{}");
  EXPECT_EQ(run_binary("init " + scratch.path("accept.yaml")).code, 0);
  EXPECT_EQ(scratch.read("epcheck.schema.json"), "{}");
}

TEST(Init, WithoutANameItIsScenarioYaml) {
  Scratch scratch;
  run_binary("init", "cd " + scratch.path("") + " &&");
  EXPECT_THAT(scratch.names(), testing::Contains("scenario.yaml"));
}

TEST(Init, WhatIsNoNameForAScenarioLeavesTheNameOfTheTemplate) {
  Scratch scratch;
  run_binary("init '" + scratch.path("7 of 9.yaml") + "'");
  EXPECT_THAT(scratch.read("7 of 9.yaml"), HasSubstr("\nname: my-scenario\n"));
}

TEST(Init, AFileThatIsThereIsLeftAlone) {
  Scratch scratch;
  Ran ran = run_binary("init " + scratch.write("mine.yaml", "mine"));
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("mine.yaml: File exists"));
  EXPECT_EQ(scratch.read("mine.yaml"), "mine");
}

}  // namespace
}  // namespace epcheck::cli
