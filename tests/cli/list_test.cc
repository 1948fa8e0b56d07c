// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/binary.h"

namespace epcheck::cli {
namespace {

using testing::HasSubstr;

constexpr const char* kText = R"(epcheck: 1
name: pair
description: |
  A reader and
  a writer. Not part of the title.
epolls: {ep: []}
threads: {t: {steps: [{wait: {ep: ep, timeout: 0}}]}}
check: [deadlock, lost-wakeup]
variants:
  old: {kernel: [v5.1, v5.5], expect: {fail: [deadlock]}}
  weak: {memory: weak}
)";

class ListTest : public testing::Test {
 protected:
  Scratch scratch_;
  std::string file_ = scratch_.write("pair.yaml", kText);
};

TEST_F(ListTest, EachVariantHasALine) {
  EXPECT_EQ(run_binary("list " + file_).output,
            file_ +
                ": pair\n"
                "  A reader and a writer.\n"
                "  variant  kernel      memory  expect\n"
                "  old      v5.1, v5.5  sc      fail: deadlock\n"
                "  weak     v7.1        weak    pass\n");
}

TEST_F(ListTest, TheSameAsJson) {
  auto listed = nlohmann::json::parse(run_binary("list --json " + file_).output);
  auto& scenario = listed["scenarios"][0];
  EXPECT_EQ(scenario["title"], "A reader and a writer.");
  EXPECT_EQ(scenario["variants"][0], nlohmann::json::parse(R"({
      "name": "old", "line": 10, "kernels": ["v5.1", "v5.5"], "memory": "sc",
      "check": ["deadlock", "lost-wakeup"], "expect": {"fail": ["deadlock"]}})"));
}

TEST_F(ListTest, WithoutAPathItLooksForAFolderOfScenarios) {
  scratch_.write("scenarios/inner.yaml", kText);
  Ran ran = run_binary("list", "cd " + scratch_.path("") + " &&");
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.output, testing::StartsWith("scenarios/inner.yaml: pair\n"));
}

TEST_F(ListTest, AllThatIsWrongIsSaid) {
  Ran ran = run_binary("list nowhere.yaml " + scratch_.write("wrong.yaml", "epcheck: 2\n"));
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("nowhere.yaml: No such file or directory"));
  EXPECT_THAT(ran.output, HasSubstr("wrong.yaml:1:10: error: "));
}

TEST(List, EveryShippedScenarioHasATitle) {
  for (const char* folder : {"", "/kernel", "/selftests", "/steps"}) {
    auto listed = nlohmann::json::parse(run_binary("list --json " + kScenarios + folder).output);
    for (const auto& scenario : listed["scenarios"])
      EXPECT_NE(scenario["title"], "") << scenario["file"];
  }
}

}  // namespace
}  // namespace epcheck::cli
