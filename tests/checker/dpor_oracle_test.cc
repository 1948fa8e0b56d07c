// SPDX-License-Identifier: MIT
// The dpor search agrees with the naive search, which leaves nothing out, on random programs.
#include <gtest/gtest.h>

#include "tests/checker/oracle.h"
#include "tests/checker/random_program.h"
#include "tests/checker/spin_program.h"
#include "tests/seeds.h"

namespace epcheck::oracle {
namespace {

template <class Program>
Found explore(const Program& program, const Options& options) {
  return summary(check([p = &program] { run(*p); }, options));
}

TEST(DporOracle, AgreesWithNaive) {
  std::uint64_t compared = 0, deadlocks = 0, races = 0;
  const Seeds all = seeds(2'000, 2);
  for (std::uint64_t seed = all.first; seed < all.end && !HasFailure(); ++seed) {
    random_program::Program program =
        random_program::generate(seed, {.joins = seed % 2 == 0, .raw = seed % 8 == 3});
    Found naive = explore(program, {.search = Search::naive, .max_states = 3000});
    if (!naive.complete) continue;
    ++compared;
    deadlocks += naive.violated.count("deadlock");
    Found dpor = explore(program, {.search = Search::dpor});
    races += naive.violated.count("data-race");
    EXPECT_EQ(dpor, naive) << random_program::to_string(program);
  }
  EXPECT_GT(compared, all.size() / 3) << "too many programs are too large for the oracle";
  EXPECT_GT(races, all.size() / 100) << "the programs no longer race now and then";
  EXPECT_GT(deadlocks, all.size() / 100) << "the programs no longer deadlock now and then";
}

// The variables are halves of one word of the engine. The write of the one comes first in any case;
// that of the other need not.
TEST(DporOracle, AWaitForTwoHalvesMayComeBeforeTheWriteOfOne) {
  using random_program::Verb;
  random_program::Program program{
      0,
      3,
      {{{Verb::retry, 1, 0}},
       {{Verb::sleep, 1, 1}, {Verb::sleep_any, 1, 0}, {Verb::add, 1, 0}},
       {{Verb::plain_store, 0, 1}, {Verb::load, 1, 0}, {Verb::swap, 0, 1}}}};
  EXPECT_EQ(explore(program, {.search = Search::dpor}),
            explore(program, {.search = Search::naive}));
}

/// The naive search would never end; the states search needs no reduction to do so.
TEST(DporOracle, AgreesWithStatesOnLoopsThatWait) {
  std::uint64_t compared = 0, endless = 0;
  const Seeds all = seeds(2'000, 2);
  for (std::uint64_t seed = all.first; seed < all.end && !HasFailure(); ++seed) {
    spin_program::Program program = spin_program::generate(seed);
    Found states = explore(program, {.reductions = {.learned_words = false}, .max_states = 20'000});
    if (!states.complete) continue;
    Found dpor = explore(program, {.search = Search::dpor, .max_states = 20'000});
    if (!dpor.complete) {
      ++endless;
      continue;
    }
    ++compared;
    EXPECT_EQ(dpor, states) << "seed " << seed << "\n" << to_string(program);
  }
  EXPECT_LT(endless, all.size() / 10) << "too many loops are not known to wait";
  EXPECT_GT(compared, all.size() / 2);
}

}  // namespace
}  // namespace epcheck::oracle
