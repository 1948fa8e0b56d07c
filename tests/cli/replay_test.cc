// SPDX-License-Identifier: MIT
// Replaying trace files, from the first bytes to the exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>

#include "tests/cli/binary.h"
#include "tests/cli/scratch.h"

namespace epcheck::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> shipped() {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(kScenarios))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

class EveryScenario : public testing::TestWithParam<std::string> {};

/// "--variant NAME" for each variant of the file that is expected to fail.
std::string failing_variants(const std::string& file) {
  auto list = ordered_json::parse(run_binary("list --json " + file).output);
  std::string options;
  for (const auto& variant : list["scenarios"][0]["variants"]) {
    std::string name = variant["name"];
    if (!variant["expect"]["fail"].empty()) options += name.empty() ? " " : " --variant " + name;
  }
  return options;
}

TEST_P(EveryScenario, FailsAgainWhereItFailed) {
  Scratch scratch;
  std::string variants = failing_variants(GetParam());
  if (variants.empty()) return;
  Ran ran = run_binary(GetParam() + variants + " --trace-dir " + scratch.path("t"));
  ASSERT_EQ(ran.code, 0) << ran.output;
  EXPECT_FALSE(Scratch::names_in(scratch.path("t")).empty());
  for (const auto& entry : fs::recursive_directory_iterator(scratch.path(""))) {
    if (entry.path().extension() != ".json") continue;
    Ran again = run_binary("replay " + entry.path().string());
    EXPECT_EQ(again.code, 1) << entry.path() << again.output;
    EXPECT_THAT(again.output, EndsWith(" is seen again.\n"));
  }
}

INSTANTIATE_TEST_SUITE_P(Shipped, EveryScenario, testing::ValuesIn(shipped()),
                         [](const auto& info) {
                           std::string name = fs::relative(info.param, kScenarios);
                           return std::regex_replace(name, std::regex("[^a-z0-9]"), "_");
                         });

/// A trace file that can be changed before it is replayed.
class ReplayTest : public testing::Test {
 protected:
  ReplayTest() {
    Ran ran = run_binary(kScenarios + "/ovflist-wake.yaml --variant v5.5 --trace-dir " +
                         scratch_.path("t"));
    EXPECT_EQ(ran.code, 0) << ran.output;
    trace_ = ordered_json::parse(scratch_.read("t/ovflist-wake-v5.5-lost-wakeup.json"));
  }

  Ran replay(const std::string& options = "") {
    return run_binary("replay " + scratch_.write("trace.json", trace_.dump(1)) + options);
  }

  Scratch scratch_;
  ordered_json trace_;
};

TEST_F(ReplayTest, GivesTheSameTextTwice) {
  std::string text = scratch_.read("t/ovflist-wake-v5.5-lost-wakeup.txt");
  EXPECT_THAT(replay().output, StartsWith(text));
}

// Without a terminal, nobody is asked to press a key.
TEST_F(ReplayTest, ShowsWhatEachStepChanges) {
  Ran ran = replay(" --step");
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.output, HasSubstr("ep.rdllist: a -> a, b\n"));
  EXPECT_THAT(ran.output, HasSubstr("holds b.wait, ep.lock\n"));
  EXPECT_THAT(ran.output, Not(HasSubstr("Enter")));
}

TEST_F(ReplayTest, AScheduleThatIsNotPossibleIsFourAndNamesTheDecision) {
  ordered_json& schedule = trace_["schedule"];
  schedule[schedule.size() - 2] = {7, 0};
  Ran ran = replay();
  EXPECT_EQ(ran.code, 4);
  EXPECT_TRUE(std::regex_search(ran.output, std::regex("The run diverges at step \\d+, decision"
                                                       " \\d+ of \\d+\\.\n  trace: \\w+: .*"
                                                       "\\(model/.*\\)\n  run:   nothing\n")))
      << ran.output;
}

TEST_F(ReplayTest, AnotherValueIsFourAndShowsBoth) {
  for (auto& step : trace_["steps"])
    if (step.contains("value") && step.value("object", "") == "a.count") step["value"] = 5;
  Ran ran = replay();
  EXPECT_EQ(ran.code, 4);
  EXPECT_THAT(ran.output, HasSubstr("load a.count: 5, in eventfd_"));
  EXPECT_THAT(ran.output, HasSubstr("load a.count: 0, in eventfd_"));
}

TEST_F(ReplayTest, AViolationThatDoesNotComeIsFour) {
  trace_["property"] = "herd";
  trace_["steps"].get_ref<ordered_json::array_t&>();
  Ran ran = replay();
  EXPECT_EQ(ran.code, 4);
  EXPECT_THAT(ran.output, testing::AnyOf(HasSubstr("herd is not violated"), HasSubstr("diverges")));
}

TEST_F(ReplayTest, AChangedScenarioIsTwo) {
  std::string text = trace_["origin"]["text"];
  trace_["origin"]["text"] = text + "# changed\n";
  Ran ran = replay();
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("its hash differs"));
}

TEST_F(ReplayTest, ATraceWithoutAScenarioIsTwo) {
  trace_.erase("origin");
  Ran ran = replay();
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("it can be shown, not replayed"));
}

TEST_F(ReplayTest, LearnedWordsOutsideOfMemoryAreTwo) {
  trace_["origin"]["learned"] = "[[[4294967295,0,0,[]]],0,0,[],[],[],0,0,0]";
  Ran ran = replay();
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("`origin.learned`"));
}

TEST_F(ReplayTest, AThreadThatNoScheduleHasIsTwo) {
  trace_["schedule"][3][0] = 256;
  Ran ran = replay();
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("[256, 0]"));
}

TEST_F(ReplayTest, AnUnknownKernelIsTwo) {
  trace_["kernel"] = "v9.1";
  Ran ran = replay();
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("v9.1"));
}

TEST(Replay, NoFileIsTwo) {
  Ran ran = run_binary("replay");
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("no FILE given\nTry 'epcheck replay --help'"));
}

TEST(Replay, AMissingFileIsTwoAndNamed) {
  Ran ran = run_binary("replay nowhere.json");
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("nowhere.json: No such file"));
}

TEST(Replay, AnOptionThatIsMisspeltIsTwo) {
  Ran ran = run_binary("replay --stpe x.json");
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.output, HasSubstr("did you mean `--step`?"));
}

// What the command prints last is what to type next.
TEST(Replay, TheCommandThatIsPrintedReplays) {
  Scratch scratch;
  std::string text;
  {
    std::ostringstream read;
    read << std::ifstream(kScenarios + "/ovflist-wake.yaml").rdbuf();
    text = std::regex_replace(read.str(), std::regex("\\{fail: \\[lost-wakeup\\]\\}"), "pass");
  }
  Ran ran = run_binary(scratch.write("wake.yaml", text));
  std::smatch command;
  ASSERT_TRUE(std::regex_search(ran.output, command, std::regex("\nepcheck (replay .*)\n")))
      << ran.output;
  EXPECT_EQ(run_binary(command[1]).code, 1);
}

}  // namespace
}  // namespace epcheck::cli
