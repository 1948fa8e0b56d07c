// SPDX-License-Identifier: MIT
// The searches agree on random programs: the same outcomes, the same violations. The naive search
// leaves nothing out and is the oracle.
#include <gtest/gtest.h>

#include <cstdlib>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/memory.h"
#include "checker/report.h"
#include "checker/thread.h"
#include "tests/checker/random_program.h"

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

Found explore(const Program& program, const Options& options) {
  const Program* p = &program;
  Result result = check([p] { random_program::run(*p); }, options);
  Found found;
  found.outcomes = result.outcomes;
  found.complete = result.complete;
  for (const Violation& violation : result.violations) found.violated.insert(violation.property);
  return found;
}

struct Counters {
  atomic<int> words[3];
};

/// EPCHECK_PROGRAMS=1000000 makes the long run.
std::uint64_t programs() {
  const char* wanted = std::getenv("EPCHECK_PROGRAMS");
  return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 6000;
}

TEST(Oracle, AnyNumberOfWorkersCountsTheSame) {
  auto body = [] {
    Counters* counters = make<Counters>();
    for (unsigned i = 0; i < 3; ++i)
      thread([counters, i] {
        for (unsigned n = 0; n < 24; ++n) counters->words[(n + i) % 3].fetch_add(1);
        outcome({counters->words[i].load()});
      });
  };
  Result one = check(body, {.report_livelock = false, .jobs = 1});
  ASSERT_GT(one.statistics.states, 20'000u) << "too small to be shared by workers";
  for (unsigned jobs : {2u, 3u}) {
    Result several = check(body, {.jobs = jobs});
    EXPECT_EQ(several.statistics.states, one.statistics.states);
    EXPECT_EQ(several.statistics.transitions, one.statistics.transitions);
    EXPECT_EQ(several.statistics.executions, one.statistics.executions);
    EXPECT_EQ(several.outcomes, one.outcomes);
  }
}

/// The default search, and with each of its reductions switched off.
const Options kStates[] = {
    {},
    {.reductions = {.learned_words = false}},
    {.reductions = {.tracked_words = false}},
    {.reductions = {.nested_locks = false}},
    {.reductions = {.lone_joins = false}},
    {.reductions = {.live_stacks = false}},
    {.poison_dead_bytes = true},
};

void compare_states_with_naive(std::uint64_t programs, const Shape& shape, Memory memory) {
  std::uint64_t compared = 0, deadlocks = 0;
  for (std::uint64_t seed = 0; seed < programs; ++seed) {
    Program program = generate(seed, shape);
    Found naive = explore(program, {.search = Search::naive, .memory = memory, .max_states = 3000});
    if (!naive.complete) continue;
    ++compared;
    deadlocks += naive.violated.count("deadlock");
    for (unsigned way = 0; way < std::size(kStates); ++way) {
      Options options = kStates[way];
      options.memory = memory;
      ASSERT_EQ(explore(program, options), naive) << "way " << way << "\n"
                                                  << random_program::to_string(program);
    }
  }
  EXPECT_GT(compared, programs / 2) << "too many programs are too large for the oracle";
  EXPECT_GT(deadlocks, programs / 100) << "the programs no longer deadlock now and then";
}

TEST(Oracle, StatesAgreesWithNaive) { compare_states_with_naive(programs(), Shape{}, Memory::sc); }

TEST(Oracle, StatesAgreesWithNaiveOnRawMemory) {
  for (Memory memory : {Memory::sc, Memory::tso, Memory::weak})
    compare_states_with_naive(programs() / 8, Shape{.max_actions = 4, .raw = true, .orders = true},
                              memory);
}

TEST(Oracle, StatesAgreesWithNaiveUnderTso) {
  compare_states_with_naive(programs() / 3, Shape{.max_actions = 4, .orders = true}, Memory::tso);
}

TEST(Oracle, StatesAgreesWithNaiveUnderWeak) {
  compare_states_with_naive(programs() / 3, Shape{.max_actions = 4, .orders = true}, Memory::weak);
}

}  // namespace
}  // namespace epcheck
