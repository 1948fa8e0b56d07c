// SPDX-License-Identifier: MIT
// The dpor search agrees with the naive search, which leaves nothing out, on random programs.
#include <gtest/gtest.h>

#include <cstdlib>

#include "checker/check.h"
#include "tests/checker/random_program.h"
#include "tests/checker/spin_program.h"

namespace epcheck {
namespace {

using random_program::generate;
using random_program::Program;
using random_program::Shape;

/// What two searches of one program must agree on.
struct Found {
  std::set<std::vector<std::int64_t>> outcomes;
  std::set<std::string> violated;
  bool complete = false;
  bool operator==(const Found&) const = default;
};

template <class AnyProgram>
Found explore(const AnyProgram& program, const Options& options) {
  const AnyProgram* p = &program;
  Result result = check([p] { run(*p); }, options);
  Found found{result.outcomes, {}, result.complete};
  for (const Violation& violation : result.violations) found.violated.insert(violation.property);
  return found;
}

/// EPCHECK_PROGRAMS=1000000 makes the long run.
std::uint64_t programs() {
  const char* wanted = std::getenv("EPCHECK_PROGRAMS");
  return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 6000;
}

TEST(DporOracle, AgreesWithNaive) {
  std::uint64_t compared = 0, deadlocks = 0, races = 0;
  for (std::uint64_t seed = 0; seed < programs() && !HasFailure(); ++seed) {
    Program program = generate(seed, Shape{.raw = seed % 4 == 3});
    Found naive = explore(program, {.search = Search::naive, .max_states = 3000});
    if (!naive.complete) continue;
    ++compared;
    deadlocks += naive.violated.count("deadlock");
    Found dpor = explore(program, {.search = Search::dpor});
    races += naive.violated.count("data-race");
    EXPECT_EQ(dpor, naive) << random_program::to_string(program);
  }
  EXPECT_GT(compared, programs() / 3) << "too many programs are too large for the oracle";
  EXPECT_GT(races, programs() / 100) << "the programs no longer race now and then";
  EXPECT_GT(deadlocks, programs() / 100) << "the programs no longer deadlock now and then";
}

/// The naive search would never end; the states search needs no reduction to do so.
TEST(DporOracle, AgreesWithStatesOnLoopsThatWait) {
  std::uint64_t compared = 0, endless = 0;
  for (std::uint64_t seed = 0; seed < programs() && !HasFailure(); ++seed) {
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
  EXPECT_LT(endless, programs() / 10) << "too many loops are not known to wait";
  EXPECT_GT(compared, programs() / 2);
}

}  // namespace
}  // namespace epcheck
