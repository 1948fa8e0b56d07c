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

TEST(Oracle, StatesAgreesWithNaive) {
  std::uint64_t compared = 0, deadlocks = 0;
  for (std::uint64_t seed = 0; seed < programs(); ++seed) {
    Program program = generate(seed, Shape{});
    Found naive = explore(program, {.search = Search::naive, .max_states = 3000});
    if (!naive.complete) continue;
    ++compared;
    deadlocks += naive.violated.count("deadlock");
    EXPECT_EQ(explore(program, {}), naive) << random_program::to_string(program);
    EXPECT_EQ(explore(program, {.reductions = {.learned_words = false}}), naive)
        << random_program::to_string(program);
    EXPECT_EQ(explore(program, {.reductions = {.tracked_words = false}}), naive)
        << random_program::to_string(program);
    EXPECT_EQ(explore(program, {.reductions = {.nested_locks = false}}), naive)
        << random_program::to_string(program);
    EXPECT_EQ(explore(program, {.reductions = {.lone_joins = false}}), naive)
        << random_program::to_string(program);
    EXPECT_EQ(explore(program, {.reductions = {.live_stacks = false}}), naive)
        << random_program::to_string(program);
    EXPECT_EQ(explore(program, {.poison_dead_bytes = true}), naive)
        << random_program::to_string(program);
    if (HasFailure()) return;
  }
  EXPECT_GT(compared, programs() / 2) << "too many programs are too large for the oracle";
  EXPECT_GT(deadlocks, programs() / 100) << "the programs no longer deadlock now and then";
}

}  // namespace
}  // namespace epcheck
