// SPDX-License-Identifier: MIT
// A search that stops early says so, says why, and says no more than it has seen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/memory.h"
#include "checker/report.h"
#include "checker/thread.h"
#include "tests/checker/random_program.h"

namespace epcheck {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Outcome = std::vector<std::int64_t>;

/// Two threads add one to a variable, each by a load and a store.
void lose_count() {
  atomic<int> count{0};
  auto add = [&count] { count.store(count.load() + 1); };
  thread first(add), second(add);
  first.join();
  second.join();
  outcome({count.load()});
}

struct Counters {
  atomic<int> words[3];
};

/// Some eight million states.
void count_for_long() {
  Counters* counters = make<Counters>();
  for (unsigned i = 0; i < 3; ++i)
    thread([counters, i] {
      for (unsigned n = 0; n < 200; ++n) counters->words[(n + i) % 3].fetch_add(1);
    });
}

TEST(Preemptions, WithoutOneThreadsRunOneAfterTheOther) {
  for (Search search : {Search::states, Search::naive}) {
    Result result = check(lose_count, {.search = search, .max_preemptions = 0});
    EXPECT_THAT(result.outcomes, ElementsAre(Outcome{2}));
    EXPECT_EQ(result.verdict, Verdict::incomplete);
    EXPECT_EQ(result.note, "schedules with more than 0 preemptions were left out");
  }
}

TEST(Preemptions, OneLosesACount) {
  for (Search search : {Search::states, Search::naive}) {
    Result result = check(lose_count, {.search = search, .max_preemptions = 1});
    EXPECT_THAT(result.outcomes, ElementsAre(Outcome{1}, Outcome{2}));
    EXPECT_EQ(result.verdict, Verdict::incomplete);
  }
}

TEST(Preemptions, ABoundThatNothingExceedsLeavesTheResultComplete) {
  for (Search search : {Search::states, Search::naive}) {
    Result result = check(lose_count, {.search = search, .max_preemptions = 100});
    EXPECT_THAT(result.outcomes, ElementsAre(Outcome{1}, Outcome{2}));
    EXPECT_EQ(result.verdict, Verdict::holds);
  }
}

TEST(Preemptions, RandomWalksKeepTheBoundToo) {
  Result result = check(lose_count, {.search = Search::random, .walks = 300, .max_preemptions = 0});
  EXPECT_THAT(result.outcomes, ElementsAre(Outcome{2}));
  EXPECT_THAT(result.note, HasSubstr("schedules with more than 0 preemptions were left out"));
}

/// Makes objects for ever.
void make_without_end() {
  for (;;) destroy(make<Counters>());
}

TEST(Memory, UsedUpCutsExecutionsShort) {
  Result result = check(make_without_end);
  EXPECT_EQ(result.verdict, Verdict::incomplete);
  EXPECT_THAT(result.note, HasSubstr("more objects than it has room for"));
}

// With the same scheduling points, a bound means the same schedules to both searches.
TEST(Preemptions, StatesAgreesWithNaiveOnRandomPrograms) {
  unsigned compared = 0, cut = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    random_program::Program program = random_program::generate(seed, {});
    auto body = [p = &program] { random_program::run(*p); };
    for (unsigned most : {0u, 1u, 2u}) {
      Result naive =
          check(body, {.search = Search::naive, .max_states = 3000, .max_preemptions = most});
      if (naive.note.find("max_states") != std::string::npos) continue;
      Result states =
          check(body, {.reductions = {.learned_words = false}, .max_preemptions = most});
      ++compared;
      cut += !naive.complete;
      ASSERT_EQ(states.outcomes, naive.outcomes) << random_program::to_string(program);
      ASSERT_EQ(states.complete, naive.complete) << random_program::to_string(program);
      ASSERT_EQ(states.violations.size(), naive.violations.size())
          << random_program::to_string(program);
    }
  }
  EXPECT_GT(compared, 600u);
  EXPECT_GT(cut, 300u);
}

TEST(Interruption, LeavesWhatWasCounted) {
  for (unsigned jobs : {1u, 2u}) {
    std::atomic<bool> stop = false;
    Options options{.stop = &stop, .jobs = jobs};
    options.progress = [&stop](const Statistics& so_far) { stop = so_far.states > 50'000; };
    Result result = check(count_for_long, options);
    EXPECT_EQ(result.verdict, Verdict::incomplete);
    EXPECT_EQ(result.note, "interrupted");
    EXPECT_GT(result.statistics.states, 50'000u);
    EXPECT_GE(result.statistics.transitions + 1, result.statistics.states);
  }
}

TEST(Interruption, EndsTheOtherSearches) {
  std::atomic<bool> stop = true;
  for (Search search : {Search::naive, Search::random}) {
    Result result = check(count_for_long, {.search = search, .stop = &stop});
    EXPECT_EQ(result.verdict, Verdict::incomplete);
    EXPECT_THAT(result.note, HasSubstr("interrupted"));
  }
}

TEST(Progress, CountsTheWorkOfAllWorkers) {
  for (unsigned jobs : {1u, 2u}) {
    std::atomic<bool> stop = false;
    std::vector<Statistics> told;
    Options options{.stop = &stop, .jobs = jobs};
    options.progress = [&](const Statistics& so_far) {
      told.push_back(so_far);
      stop = told.size() == 3;
    };
    Result result = check(count_for_long, options);
    ASSERT_GE(told.size(), 3u);
    EXPECT_LT(told[0].seconds, told[1].seconds);
    EXPECT_GT(told[1].depth, 0u);
    EXPECT_LE(told[1].states, told[2].states);
    EXPECT_LE(told[2].states, result.statistics.states);
    EXPECT_LE(told[2].transitions, result.statistics.transitions);
    // Each state but the first took a transition; a worker tells of them 256 at a time.
    EXPECT_GE(told[2].transitions + 1024, told[2].states);
  }
}

TEST(Seconds, AreABoundOfTheWholeCheck) {
  Result result = check(count_for_long, {.max_seconds = 0.3});
  EXPECT_EQ(result.verdict, Verdict::incomplete);
  EXPECT_EQ(result.note, "the bound max_seconds was reached");
}

}  // namespace
}  // namespace epcheck
