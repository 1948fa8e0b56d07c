// SPDX-License-Identifier: MIT
// Random programs: epcheck finds what the axioms allow, and nothing else. Each program is searched
// naively where that ends soon, by `dpor` under sc, by `states`, and by `states` without one of its
// reductions or with two workers.
#include <gtest/gtest.h>

#include "tests/litmus/abstract_machine.h"
#include "tests/litmus/axioms.h"
#include "tests/litmus/random_litmus.h"
#include "tests/litmus/run.h"
#include "tests/litmus/ways.h"
#include "tests/seeds.h"

namespace epcheck::litmus {
namespace {

constexpr unsigned kShards = 4;

constexpr std::uint64_t kPrograms =
    12'000;  // for each model; tests/checker/oracle_test.cc has as many

class RandomLitmus : public testing::TestWithParam<unsigned> {
 protected:
  void compare(Model model, Memory memory) {
    std::uint64_t compared = 0, naive = 0, seen = 0;
    const Seeds all = seeds(kPrograms);
    for (std::uint64_t seed = all.first + GetParam(); seed < all.end; seed += kShards, ++seen) {
      Program program = random_litmus(seed);
      Verdicts verdicts = judge(program, 5'000);
      if (!verdicts.complete) continue;
      ++compared;
      const Verdict& verdict = verdicts.of[static_cast<unsigned>(model)];
      Statistics states;  // of the way before
      const std::size_t others = std::size(kWays) - 3;
      for (const Way* way : {&kWays[0], &kWays[2], &kWays[1], &kWays[3 + seen % others]}) {
        Options options = way->options;
        if (options.search == Search::dpor && memory != Memory::sc) continue;
        options.memory = memory;
        bool is_naive = options.search == Search::naive;
        if (is_naive) options.max_states = 2'000;
        Found found = run(program, seed % 3 == 0 ? 4 : 8, options);
        if (is_naive && !found.complete) continue;
        naive += is_naive;
        EXPECT_TRUE(found.complete);
        EXPECT_EQ(found.other, "");
        EXPECT_EQ(found.race, verdict.race);
        EXPECT_TRUE(found.outcomes == verdict.outcomes) << difference(found.outcomes, verdict);
        if (options.jobs > 1) {
          EXPECT_EQ(found.statistics.states, states.states);
          EXPECT_EQ(found.statistics.transitions, states.transitions);
          EXPECT_EQ(found.statistics.executions, states.executions);
        }
        states = found.statistics;
        if (!HasFailure()) continue;
        FAIL() << "seed " << seed << ", " << way->name << "\n" << to_string(program);
      }
    }
    EXPECT_GT(compared, seen * 9 / 10) << "too many programs are too large for the axioms";
    EXPECT_GT(naive, seen / 4) << "too many programs are too large for the naive search";
  }

 private:
  static std::string difference(const std::set<Outcome>& found, const Verdict& verdict) {
    std::string text;
    for (const Outcome& outcome : found)
      if (!verdict.outcomes.contains(outcome)) text += "not allowed: " + to_string(outcome) + "\n";
    for (const Outcome& outcome : verdict.outcomes)
      if (!found.contains(outcome)) text += "missed: " + to_string(outcome) + "\n";
    return text;
  }
};

TEST(Axioms, AgreeWithTheAbstractMachineOnRandomPrograms) {
  const Seeds all = seeds(kPrograms / 10, 10);
  for (std::uint64_t seed = all.first; seed < all.end; ++seed) {
    Program program = random_litmus(seed);
    Verdicts verdicts = judge(program);
    ASSERT_EQ(verdicts.of[0].outcomes, abstract_outcomes(program, false)) << to_string(program);
    ASSERT_EQ(verdicts.of[1].outcomes, abstract_outcomes(program, true)) << to_string(program);
  }
}

TEST_P(RandomLitmus, UnderSc) { compare(Model::sc, Memory::sc); }
TEST_P(RandomLitmus, UnderTso) { compare(Model::tso, Memory::tso); }
TEST_P(RandomLitmus, UnderWeak) { compare(Model::weak, Memory::weak); }

INSTANTIATE_TEST_SUITE_P(Shard, RandomLitmus, testing::Range(0u, kShards));

}  // namespace
}  // namespace epcheck::litmus
