// SPDX-License-Identifier: MIT
#include "cli/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "tests/cli/scratch.h"

namespace epcheck::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kPair = R"(epcheck: 1
name: pair
kernel: v7.1
files:
  e: {kind: eventfd, count: 0}
epolls:
  ep: [{fd: e, events: IN}]
threads:
  reader: {steps: [{wait: {ep: ep, max: 1}}]}
  writer: {steps: [{write: {fd: e, value: 1}}]}
check: [lost-wakeup, deadlock]
variants:
  wrong: {expect: {fail: [deadlock]}}
  right: {expect: pass}
)";

/// The command on real files, with an engine that answers what the test tells it.
class CommandTest : public testing::Test {
 protected:
  CommandTest() { file_ = scratch_.write("pair.yaml", kPair); }

  /// What the engine says of a variant: these properties fail.
  void finds(const std::string& variant, std::vector<std::string> violated) {
    violated_[variant] = std::move(violated);
  }
  void stops_early() { complete_ = false; }

  int run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "epcheck");
    std::vector<const char*> argv;
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    std::ostringstream out, err;
    World world{.run_case = [this](const Case& of, const CommandOptions& options,
                                   Traces traces) { return answer(of, options, traces); },
                .trace_dir = scratch_.path("unasked")};
    int code = run_command(static_cast<int>(argv.size()), argv.data(), out, err, world);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  Scratch scratch_;
  std::string file_, out_, err_;
  std::vector<std::string> ran_;  // "VARIANT KERNEL"

 private:
  static Trace fails(const Case& of, const std::string& property) {
    Trace trace;
    trace.scenario = of.scenario;
    trace.variant = of.variant;
    trace.kernel = of.kernel;
    trace.property = property;
    trace.message = "how " + property + " fails";
    return trace;
  }

  Finding answer(const Case& of, const CommandOptions& options, Traces traces) {
    ran_.push_back(of.variant + " " + of.kernel);
    Finding finding;
    finding.of = of;
    finding.search = options.search;
    finding.violated = violated_[of.variant];
    finding.complete = complete_;
    if (!complete_)
      finding.expectation = scenario::Expectation::unknown;
    else if (finding.violated != of.expected)
      finding.expectation = scenario::Expectation::differs;
    for (const std::string& property : finding.violated)
      if (traces == Traces::all || of.expected.empty())
        finding.failures.push_back(fails(of, property));
    return finding;
  }

  std::map<std::string, std::vector<std::string>> violated_{{"wrong", {"deadlock"}}};
  bool complete_ = true;
};

TEST_F(CommandTest, AllAsExpectedIsZeroAndPrintsNoTrace) {
  EXPECT_EQ(run({file_}), 0);
  EXPECT_THAT(out_, HasSubstr("pair-wrong  v7.1    sc      violated: deadlock     as expected"));
  EXPECT_THAT(out_, HasSubstr("2 variants, all as expected\n"));
  EXPECT_THAT(out_, HasSubstr("hint: --trace-dir DIR"));
  EXPECT_THAT(out_, Not(HasSubstr("how deadlock fails")));
}

TEST_F(CommandTest, AnUnexpectedFailureIsOneAndPrintsItsTrace) {
  finds("right", {"lost-wakeup"});
  EXPECT_EQ(run({file_}), 1);
  EXPECT_THAT(out_, HasSubstr("violated: lost-wakeup"));
  EXPECT_THAT(out_, HasSubstr("how lost-wakeup fails"));
}

TEST_F(CommandTest, AnUnexpectedFailureEndsWithTheCommandThatReplaysIt) {
  finds("right", {"lost-wakeup"});
  run({file_});
  std::string path = scratch_.path("unasked/pair-right-lost-wakeup.json");
  EXPECT_THAT(out_, HasSubstr("=> how lost-wakeup fails\n\nepcheck replay " + path + "\n\n"));
  EXPECT_THAT(scratch_.read("unasked/pair-right-lost-wakeup.json"), HasSubstr("pair"));
}

// Nobody asked for the file: the verdict stands.
TEST_F(CommandTest, AnUnexpectedFailureThatCannotBeWrittenSaysSo) {
  finds("right", {"lost-wakeup"});
  scratch_.write("unasked", "a file where the directory should be");
  EXPECT_EQ(run({file_}), 1);
  EXPECT_THAT(out_, HasSubstr("cannot be replayed, for the trace cannot be written: "));
}

TEST_F(CommandTest, ABoundIsThree) {
  stops_early();
  EXPECT_EQ(run({file_}), 3);
}

TEST_F(CommandTest, QuietPrintsOnlyWhatDiffers) {
  EXPECT_EQ(run({file_, "--quiet"}), 0);
  EXPECT_THAT(out_, IsEmpty());
  finds("right", {"deadlock"});
  EXPECT_EQ(run({file_, "--quiet"}), 1);
  EXPECT_THAT(out_, HasSubstr("pair-right"));
  EXPECT_THAT(out_, Not(HasSubstr("pair-wrong")));
}

TEST_F(CommandTest, OnlyTheNamedVariantsAndKernelRun) {
  EXPECT_EQ(run({file_, "--variant", "right", "--kernel", "v5.1"}), 0);
  EXPECT_THAT(ran_, ElementsAre("right v5.1"));
}

TEST_F(CommandTest, AnUnknownVariantIsTwoAndRunsNothing) {
  EXPECT_EQ(run({file_, "--variant", "rihgt"}), 2);
  EXPECT_THAT(err_, HasSubstr("unknown variant `rihgt`; did you mean `right`?"));
  EXPECT_THAT(ran_, IsEmpty());
}

TEST_F(CommandTest, AnUnknownKernelIsTwo) {
  EXPECT_EQ(run({file_, "--kernel", "v71"}), 2);
  EXPECT_THAT(err_, HasSubstr("unknown kernel `v71`; did you mean `v7.1`?"));
}

TEST_F(CommandTest, AnUnknownMemoryModelIsTwo) {
  EXPECT_EQ(run({file_, "--memory", "power"}), 2);
  EXPECT_THAT(err_, HasSubstr("unknown memory model `power`; known: sc, tso, weak"));
}

TEST_F(CommandTest, AnUnknownKernelInTheFileIsTwoWithItsPlace) {
  std::string text = kPair;
  text.replace(text.find("v7.1"), 4, "v9.1");
  EXPECT_EQ(run({scratch_.write("new.yaml", text)}), 2);
  EXPECT_THAT(err_, HasSubstr("new.yaml:3:9: error: unknown kernel"));
  EXPECT_THAT(ran_, IsEmpty());
}

TEST_F(CommandTest, AWrongScenarioIsTwoBeforeAnythingRuns) {
  std::string text = kPair;
  text.replace(text.find("wait"), 4, "wiat");
  scratch_.write("typo.yaml", text);
  EXPECT_EQ(run({scratch_.path("")}), 2);
  EXPECT_THAT(err_, HasSubstr("typo.yaml:9:21: error:"));
  EXPECT_THAT(err_, HasSubstr("wait"));
  EXPECT_THAT(ran_, IsEmpty());
}

TEST_F(CommandTest, TraceFilesHaveTheNamesOfCaseAndProperty) {
  std::string directory = scratch_.path("traces");
  EXPECT_EQ(run({file_, "--trace-dir", directory}), 0);
  Scratch& scratch = scratch_;
  EXPECT_THAT(scratch.read("traces/pair-wrong-deadlock.txt"), HasSubstr("how deadlock fails\n"));
  EXPECT_THAT(scratch.read("traces/pair-wrong-deadlock.svg"), HasSubstr("how deadlock fails"));
  EXPECT_THAT(scratch.read("traces/pair-wrong-deadlock.dot"), HasSubstr("digraph"));
  EXPECT_THAT(scratch.read("traces/pair-wrong-deadlock.json"), HasSubstr("\"epcheck-trace\""));
}

TEST_F(CommandTest, TheReportIsWrittenWhateverTheVerdict) {
  finds("right", {"deadlock"});
  EXPECT_EQ(run({file_, "--report", "json=" + scratch_.path("r.json")}), 1);
  auto report = nlohmann::json::parse(scratch_.read("r.json"));
  EXPECT_EQ(report["results"][0]["as_expected"], true);
  EXPECT_EQ(report["results"][0]["traces"][0]["property"], "deadlock");
  EXPECT_EQ(report["results"][1]["as_expected"], false);
}

TEST_F(CommandTest, AnUnwritableReportIsTwoBeforeAnythingRuns) {
  EXPECT_EQ(run({file_, "--report", "json=/nowhere/r.json"}), 2);
  EXPECT_THAT(err_, HasSubstr("/nowhere/r.json: No such file"));
  EXPECT_THAT(ran_, IsEmpty());
}

// Two kernels of one variant would write the same names.
TEST_F(CommandTest, TraceFilesOfTwoKernelsAreToldApart) {
  std::string text = kPair;
  text.replace(text.find("v7.1"), 4, "[v5.1, v7.1]");
  file_ = scratch_.write("pair.yaml", text);
  EXPECT_EQ(run({file_, "--trace-dir", scratch_.path("traces")}), 0);
  EXPECT_THAT(ran_, ElementsAre("wrong v5.1", "wrong v7.1", "right v5.1", "right v7.1"));
  EXPECT_THAT(scratch_.read("traces/pair-wrong-deadlock-v7.1.txt"),
              HasSubstr("pair-wrong (kernel v7.1"));
}

TEST(Command, AnExceptionOfOurOwnIsSeventy) {
  Scratch scratch;
  std::string file = scratch.write("pair.yaml", kPair);
  const char* argv[] = {"epcheck", file.c_str()};
  std::ostringstream out, err;
  World world{.run_case = [](auto&&...) -> Finding { throw std::logic_error("impossible"); }};
  EXPECT_EQ(run_command(2, argv, out, err, world), 70);
  EXPECT_THAT(err.str(), HasSubstr("impossible"));
}

}  // namespace
}  // namespace epcheck::cli
