// SPDX-License-Identifier: MIT
#include "cli/matrix.h"

#include <gmock/gmock.h>

#include <sstream>

#include "cli/cases.h"
#include "tests/cli/scratch.h"

namespace epcheck::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kText = R"(epcheck: 1
name: pair
params: {timeout: inf}
epolls: {ep: []}
threads: {t: {steps: [{wait: {ep: ep, timeout: $timeout}}]}}
variants:
  short-before: {kernel: v5.1, set: {timeout: 0}, expect: {fail: [deadlock]}}
  short-after: {kernel: [v5.7, v7.1], set: {timeout: 0}}
  long: {kernel: v7.1}
  long-old: {kernel: v5.1}
  long-tso: {memory: tso}
)";

class MatrixTest : public testing::Test {
 protected:
  int run(std::vector<std::string> arguments) {
    std::vector<const char*> argv{"matrix"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    std::ostringstream out, err;
    World world{.run_case = [this](const Case& of, const CommandOptions&, Traces) {
      ran_.push_back(of.kernel);
      Finding finding;
      finding.of = of;
      if (of.kernel == "v5.5") finding.violated = {"deadlock", "lost-wakeup"};
      if (of.kernel == "v5.6") finding.complete = complete_;
      return finding;
    }};
    int code = run_matrix(static_cast<int>(argv.size()), argv.data(), out, err, world);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  Scratch scratch_;
  std::string file_ = scratch_.write("pair.yaml", kText);
  std::string out_, err_;
  std::vector<std::string> ran_;
  bool complete_ = true;
};

TEST_F(MatrixTest, VariantsThatDifferInKernelAndExpectationAreOneRow) {
  CommandOptions options;
  options.paths = {file_};
  std::vector<std::string> names;
  for (const MatrixRow& row : matrix_rows(*load_cases(options))) names.push_back(row.name);
  EXPECT_THAT(names, ElementsAre("pair-short", "pair-long", "pair-long-tso (tso)"));
}

// Where two rows would have one name, the second keeps that of its first variant, and its memory.
TEST_F(MatrixTest, RowsHaveNamesOfTheirOwn) {
  CommandOptions options;
  options.paths = {scratch_.write("twice.yaml", R"(epcheck: 1
name: pair
params: {timeout: inf}
epolls: {ep: []}
threads: {t: {steps: [{wait: {ep: ep, timeout: $timeout}}]}}
variants:
  a-one: {memory: tso, kernel: v5.1}
  a-two: {memory: tso, kernel: v7.1}
  a-three: {memory: tso, kernel: v5.1, set: {timeout: 0}}
  a-four: {memory: tso, kernel: v7.1, set: {timeout: 0}}
)")};
  std::vector<std::string> names;
  for (const MatrixRow& row : matrix_rows(*load_cases(options))) names.push_back(row.name);
  EXPECT_THAT(names, ElementsAre("pair-a (tso)", "pair-a-three (tso)"));
}

TEST_F(MatrixTest, EachKernelHasACellWithALetterForEachProperty) {
  EXPECT_EQ(run({file_, "--variant", "long"}), 0);
  EXPECT_THAT(out_, HasSubstr("scenario   4.9  4.19  5.0  5.1  5.4  5.5  5.6"));
  EXPECT_THAT(out_, HasSubstr("\npair-long  .    .     .    .    .    DL   .    ."));
  EXPECT_THAT(out_, HasSubstr("\nD deadlock\nL lost-wakeup\n"));
}

TEST_F(MatrixTest, KernelsOfOneProtocolAreSearchedOnce) {
  run({file_, "--variant", "long"});
  EXPECT_EQ(std::count(ran_.begin(), ran_.end(), "v6.4"), 1);
  EXPECT_EQ(std::count(ran_.begin(), ran_.end(), "v6.6"), 0);
}

TEST_F(MatrixTest, ABoundIsThreeAndAQuestionMark) {
  complete_ = false;
  EXPECT_EQ(run({file_, "--variant", "long"}), 3);
  EXPECT_THAT(out_, HasSubstr("  DL   ?"));
}

TEST_F(MatrixTest, WhatIsOfNoUseIsRefused) {
  EXPECT_EQ(run({file_, "--kernel", "v5.1"}), 2);
  EXPECT_THAT(err_, HasSubstr("unknown option `--kernel`"));
}

}  // namespace
}  // namespace epcheck::cli
