// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "tests/cli/binary.h"
#include "tests/cli/scratch.h"

namespace epcheck::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A shipped scenario with one place changed. REQUIRES: `old_text` stands in it.
std::string changed(const Scratch& scratch, const std::string& scenario,
                    const std::string& old_text, const std::string& new_text) {
  std::ostringstream read;
  read << std::ifstream(kScenarios + "/" + scenario).rdbuf();
  std::string text = read.str();
  std::size_t at = text.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text << " in " << scenario;
  if (at != std::string::npos) text.replace(at, old_text.size(), new_text);
  return scratch.write(scenario, text);
}

// What each shipped scenario does is tested without the command, in tests/scenarios.
TEST(EndToEnd, AScenarioThatDoesWhatItExpectsIsNull) {
  Ran ran = run_binary(kScenarios + "/ovflist-wake.yaml");
  EXPECT_EQ(ran.code, 0) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("all as expected"));
}

// The locks changed between these kernels, what a program sees did not.
TEST(EndToEnd, TheOldKernelGivesTheSameVerdicts) {
  Ran ran = run_binary(kScenarios + "/data-split.yaml " + kScenarios +
                       "/dup-ghost.yaml --kernel v5.1 --variant et --variant oneshot --variant "
                       "number-closed --variant del-first-closed");
  EXPECT_EQ(ran.code, 0) << ran.output;
}

TEST(EndToEnd, AnExpectationThatDoesNotComeTrueIsOneAndNamed) {
  Scratch scratch;
  Ran ran = run_binary(changed(scratch, "ovflist-wake.yaml", "{fail: [lost-wakeup]}",
                               "{fail: [lost-wakeup, deadlock]}"));
  EXPECT_EQ(ran.code, 1) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("expected deadlock to fail, it did not"));
}

TEST(EndToEnd, AnUnexpectedFailureIsOneAndShown) {
  Scratch scratch;
  Ran ran = run_binary(changed(scratch, "ovflist-wake.yaml", "{fail: [lost-wakeup]}", "pass"));
  EXPECT_EQ(ran.code, 1) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("lost-wakeup failed, not expected"));
  EXPECT_THAT(ran.output, HasSubstr("ovflist-wake-v5.5 (kernel v5.5, sc): lost-wakeup after"));
}

TEST(EndToEnd, AReportNamesTheCommandThatIsPrinted) {
  Scratch scratch;
  Ran ran = run_binary(changed(scratch, "ovflist-wake.yaml", "{fail: [lost-wakeup]}", "pass") +
                       " --report json=" + scratch.path("r.json"));
  auto report = nlohmann::json::parse(scratch.read("r.json"));
  std::string command = report["results"][1]["traces"][0]["replay"];
  EXPECT_THAT(ran.output, HasSubstr("\n" + command + "\n"));
  Ran again = run_binary(command.substr(command.find(' ')));
  EXPECT_EQ(again.code, 1) << again.output;
}

// A rename would put the report in the place of the file that the table goes to.
TEST(EndToEnd, AReportForStdoutComesAfterTheTable) {
  Scratch scratch;
  for (const char* name : {"/dev/stdout", "/dev/fd/1", "-"}) {
    Ran ran = run_binary(kScenarios + "/ovflist-wake.yaml --variant v7.1 --report tap=" + name +
                         " >" + scratch.path("out"));
    EXPECT_EQ(ran.code, 0) << ran.output;
    EXPECT_THAT(scratch.read("out"),
                testing::AllOf(testing::StartsWith("variant "), HasSubstr("as expected\n"),
                               HasSubstr("TAP version 14\n1..1\n")));
  }
}

TEST(EndToEnd, AWrongStepIsTwoWithPlaceAndCaret) {
  Scratch scratch;
  Ran ran = run_binary(changed(scratch, "exclusive.yaml", "wait: {", "wiat: {"));
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(std::regex_search(ran.output, std::regex("exclusive.yaml:\\d+:\\d+: error: ")));
  EXPECT_THAT(ran.output, HasSubstr("^"));
  EXPECT_THAT(ran.output, HasSubstr("did you mean `wait`?"));
}

TEST(EndToEnd, ABoundIsThreeAndNoPass) {
  Ran ran = run_binary(kScenarios + "/exclusive.yaml --variant exclusive --max-states 10");
  EXPECT_EQ(ran.code, 3) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("incomplete"));
  EXPECT_THAT(ran.output, Not(HasSubstr("as expected\n")));
}

/// The lines of table, report and traces of one run, without times.
std::vector<std::string> everything(const std::string& arguments, const std::string& before = "") {
  Scratch scratch;
  std::string files = kScenarios + "/data-split.yaml " + kScenarios + "/ovflist-wake.yaml ";
  files += "--variant et --variant oneshot --variant v5.1 --variant v5.5 ";
  files += "--trace-dir " + scratch.path("t") + " --report json=" + scratch.path("r.json") + " ";
  Ran ran = run_binary(files + arguments, before);
  EXPECT_EQ(ran.code, 0) << ran.output;
  auto report = nlohmann::json::parse(scratch.read("r.json"));
  for (auto& result : report["results"]) {
    result["seconds"] = 0;
    for (auto& trace : result["traces"]) trace.erase("file"), trace.erase("replay");
  }
  std::string all = std::regex_replace(ran.output, std::regex(" +[0-9]+\\.[0-9][0-9]\n"), "\n");
  all += report.dump(1);
  for (const std::string& name : Scratch::names_in(scratch.path("t")))
    all += "\n" + name + "\n" + scratch.read("t/" + name);
  for (std::size_t at; (at = all.find(scratch.path(""))) != all.npos;)
    all.erase(at, scratch.path("").size());
  std::istringstream text(all);
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

/// The first line in which they differ, or "".
std::string first_difference(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (in_a == a.end() && in_b == b.end()) return "";
  return (in_a == a.end() ? "end" : *in_a) + " | " + (in_b == b.end() ? "end" : *in_b);
}

TEST(EndToEnd, NeitherASecondRunNorJobsNorAddressesChangeAByte) {
  std::vector<std::string> first = everything("--jobs 2");
  EXPECT_EQ(first_difference(first, everything("--jobs 2")), "");
  EXPECT_EQ(first_difference(first, everything("--jobs 1")), "");
  if (std::system("setarch -R true 2>/dev/null") != 0)
    GTEST_SKIP() << "address randomisation cannot be switched off here";
  EXPECT_EQ(first_difference(first, everything("--jobs 2", "setarch -R")), "");
}

TEST(EndToEnd, TracesAreWrittenInEachFormat) {
  Scratch scratch;
  Ran ran = run_binary(kScenarios + "/exclusive.yaml --variant exclusive-et-one --trace-dir " +
                       scratch.path("t"));
  EXPECT_EQ(ran.code, 0) << ran.output;
  EXPECT_THAT(scratch.read("t/exclusive-et-one-stuck-data.txt"),
              testing::StartsWith("exclusive-et-one (kernel v7.1, sc): stuck-data after"));
  EXPECT_THAT(scratch.read("t/exclusive-et-one-stuck-data.svg"), HasSubstr("<svg"));
  EXPECT_THAT(scratch.read("t/exclusive-et-one-stuck-data.dot"), HasSubstr("digraph"));
  EXPECT_TRUE(nlohmann::json::accept(scratch.read("t/exclusive-et-one-stuck-data.json")));
}

}  // namespace
}  // namespace epcheck::cli
