// SPDX-License-Identifier: MIT
// Every litmus test of the tables: what is written there is what the axioms say, and what epcheck
// finds in every search and with every reduction switched off.
#include <gtest/gtest.h>

#include "tests/litmus/abstract_machine.h"
#include "tests/litmus/litmus_file.h"
#include "tests/litmus/run.h"
#include "tests/litmus/ways.h"

namespace epcheck::litmus {
namespace {

const Litmus::Expected& expected(const Litmus& litmus, Model model) {
  return litmus.expected[static_cast<unsigned>(model)];
}

class LitmusFile : public testing::TestWithParam<const char*> {
 protected:
  std::vector<Litmus> tests_ =
      read_litmus_file(std::string(EPCHECK_SOURCE_DIR "/tests/litmus/") + GetParam() + ".litmus");

  void expect_engine(Model model, const Options& options) {
    for (const Litmus& litmus : tests_) {
      SCOPED_TRACE(litmus.name + "\n" + to_string(litmus.program));
      Found found = run(litmus.program, 8, options);
      if (options.search == Search::naive && !found.complete) continue;  // too large for it
      EXPECT_EQ(litmus.observe(found.outcomes), expected(litmus, model).outcomes);
      EXPECT_EQ(found.race, expected(litmus, model).race);
      EXPECT_TRUE(found.complete);
      EXPECT_EQ(found.other, "");
    }
  }
  void expect_engine(Model model, Memory memory) {
    for (const Way& way : kWays) {
      if (way.options.search == Search::dpor && memory != Memory::sc) continue;
      SCOPED_TRACE(way.name);
      Options options = way.options;
      options.memory = memory;
      if (options.search == Search::naive) options.max_states = 10'000;
      expect_engine(model, options);
    }
  }
};

TEST_P(LitmusFile, SaysWhatTheAxiomsSay) {
  for (const Litmus& litmus : tests_) {
    SCOPED_TRACE(litmus.name);
    Verdicts verdicts = judge(litmus.program);
    for (Model model : kModels) {
      const Verdict& verdict = verdicts.of[static_cast<unsigned>(model)];
      EXPECT_EQ(litmus.observe(verdict.outcomes), expected(litmus, model).outcomes);
      EXPECT_EQ(verdict.race, expected(litmus, model).race);
    }
  }
}

TEST_P(LitmusFile, AxiomsAgreeWithTheAbstractMachine) {
  for (const Litmus& litmus : tests_) {
    SCOPED_TRACE(litmus.name);
    Verdicts verdicts = judge(litmus.program);
    EXPECT_EQ(abstract_outcomes(litmus.program, false), verdicts.of[0].outcomes);
    EXPECT_EQ(abstract_outcomes(litmus.program, true), verdicts.of[1].outcomes);
  }
}

TEST_P(LitmusFile, EngineUnderSc) { expect_engine(Model::sc, Memory::sc); }
TEST_P(LitmusFile, EngineUnderTso) { expect_engine(Model::tso, Memory::tso); }
TEST_P(LitmusFile, EngineUnderWeak) { expect_engine(Model::weak, Memory::weak); }

INSTANTIATE_TEST_SUITE_P(, LitmusFile,
                         testing::Values("store_buffering", "message_passing", "coherence", "iriw",
                                         "synchronisation", "x86", "locks", "races"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace epcheck::litmus
