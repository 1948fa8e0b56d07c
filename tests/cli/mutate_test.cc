// SPDX-License-Identifier: MIT
#include "cli/mutate.h"

#include <gmock/gmock.h>

#include <sstream>

#include "cli/mutants.h"
#include "tests/cli/binary.h"
#include "tests/cli/scratch.h"

namespace epcheck::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kText = R"(epcheck: 1
name: pair
params: {timeout: inf}
epolls: {ep: []}
threads: {t: {steps: [{wait: {ep: ep, timeout: $timeout}}]}}
variants:
  cheap: {kernel: v5.1}
  cheap-too: {kernel: v7.1}
  dear: {kernel: v7.1, set: {timeout: 0}}
  failing: {set: {timeout: finite}, expect: {fail: [deadlock]}}
)";

/// A world in which `run` says what a search finds.
class MutateTest : public testing::Test {
 protected:
  int run(std::vector<std::string> arguments) {
    std::vector<const char*> argv{"mutate"};
    arguments.insert(arguments.end(), {file_, "--kernel", "v7.1", "--jobs", "1"});
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    std::ostringstream out, err;
    World world{.run_case = [this](const Case& of, const CommandOptions& options, Traces) {
      ran_.push_back(of.variant + " on " + of.kernel);
      Finding finding;
      finding.of = of;
      finding.expectation = scenario::Expectation::met;
      finding.states = of.variant == "dear" ? 1000 : 10;
      if (of.kernel != "v7.1") of_mutant(finding, options);
      return finding;
    }};
    int code = run_mutate(static_cast<int>(argv.size()), argv.data(), out, err, world);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  static void violate(Finding& finding, std::string property) {
    finding.violated.push_back(std::move(property));
    finding.expectation = scenario::Expectation::differs;
  }

  std::function<void(Finding&, const CommandOptions&)> of_mutant = [](Finding&,
                                                                      const CommandOptions&) {};
  Scratch scratch_;
  std::string file_ = scratch_.write("pair.yaml", kText);
  std::string out_, err_;
  std::vector<std::string> ran_;
};

TEST_F(MutateTest, ProgramsThatHoldAreRunOnceEachTheCheapestFirst) {
  run({"--mutant", "ep_poll.arm"});
  EXPECT_THAT(ran_, testing::ElementsAre("cheap on v7.1", "dear on v7.1",
                                         "cheap on v7.1 without ep_poll.arm",
                                         "dear on v7.1 without ep_poll.arm"));
}

TEST_F(MutateTest, TheFirstUnexpectedPropertyKillsAndIsShownWithACommand) {
  of_mutant = [](Finding& finding, const CommandOptions&) {
    if (finding.of.variant == "dear") violate(finding, "lost-wakeup");
  };
  EXPECT_EQ(run({"--mutant", "ep_poll.arm"}), 0);
  EXPECT_THAT(out_,
              HasSubstr("v7.1  ep_poll.arm  killed     pair-dear: lost-wakeup\n      epcheck " +
                        file_ + " --variant dear --kernel 'v7.1 without ep_poll.arm'\n"));
  EXPECT_THAT(out_, HasSubstr("v7.1: 1 mutants, 1 killed (100.0 %)"));
}

TEST_F(MutateTest, ASurvivorWithoutAReasonIsOne) {
  EXPECT_EQ(run({"--mutant", "ep_poll.arm"}), 1);
  EXPECT_THAT(out_, HasSubstr("survived"));
}

TEST_F(MutateTest, ABoundKillsNobody) {
  of_mutant = [](Finding& finding, const CommandOptions& options) {
    EXPECT_GT(options.max_states, finding.states);
    finding.complete = false;
    finding.expectation = scenario::Expectation::unknown;
  };
  EXPECT_EQ(run({"--mutant", "ep_poll.arm"}), 1);
  EXPECT_THAT(out_, HasSubstr("undecided"));
}

TEST_F(MutateTest, ABrokenRuleIsNotTheEndIfSomethingComesOfIt) {
  of_mutant = [](Finding& finding, const CommandOptions&) {
    violate(finding, finding.of.variant == "dear" ? "lost-wakeup" : "unlocked-access");
  };
  run({"--mutant", "ep_poll.arm"});
  EXPECT_THAT(out_, HasSubstr("pair-dear: lost-wakeup"));
}

TEST_F(MutateTest, AProgramThatIsNotDeterministicKillsNobody) {
  of_mutant = [](Finding& finding, const CommandOptions&) { finding.deterministic = false; };
  EXPECT_EQ(run({"--mutant", "ep_poll.arm"}), 4);
  EXPECT_THAT(out_, Not(HasSubstr("1 killed")));
}

TEST_F(MutateTest, AnUnknownStepIsTwoWithTheNearest) {
  EXPECT_EQ(run({"--mutant", "ep_pol.arm"}), 2);
  EXPECT_THAT(err_, HasSubstr("unknown step `ep_pol.arm`; did you mean `ep_poll.arm`?"));
}

TEST_F(MutateTest, AWrongNumberIsSaidInTheWordsOfAllCommands) {
  EXPECT_EQ(run({"--jobs", "0"}), 2);
  EXPECT_THAT(err_, testing::HasSubstr("`0` is not a number from 1 to 64"));
}

TEST(Mutants, AreOfTheStepsThatTheKernelTakes) {
  auto takes = [](const std::string& kernel, const std::string& step) {
    for (const Mutant& mutant : mutants_of(kernel))
      if (mutant.step->name == step) return true;
    return false;
  };
  EXPECT_TRUE(takes("v7.1", "ep_done_scan.wake"));
  EXPECT_FALSE(takes("v5.7", "ep_done_scan.wake"));
}

constexpr const char* kQuick =
    "/selftests/one-thread.yaml --kernel v7.1 --mutant ep_poll_callback.rdllist --mutant "
    "ep_send_events.level --mutant ep_start_scan.splice";

// Each of these steps is needed by a single thread already.
TEST(MutateEndToEnd, OneThreadKillsWhoForgetsTheReadyList) {
  Ran ran = run_binary("mutate " + kScenarios + kQuick);
  EXPECT_EQ(ran.code, 0) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("v7.1: 3 mutants, 3 killed (100.0 %)"));
}

TEST(MutateEndToEnd, TheNumberOfJobsChangesNothing) {
  Ran one = run_binary("mutate " + kScenarios + kQuick + " --jobs 1");
  Ran three = run_binary("mutate " + kScenarios + kQuick + " --jobs 3");
  EXPECT_EQ(one.output, three.output);
}

}  // namespace
}  // namespace epcheck::cli
