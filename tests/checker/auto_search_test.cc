// SPDX-License-Identifier: MIT
// Search::auto_ gives what the searches give that it chooses from, and says which one it chose.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/memory.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

struct Ring {
  atomic<int> words[12];
};

/// Store buffering in a ring: 4,095 ways to end, and a state for each value that each thread has.
void many_short_threads() {
  Ring* ring = make<Ring>();
  for (unsigned i = 0; i < 12; ++i)
    thread([ring, i] {
      ring->words[i] = 1;
      outcome({ring->words[(i + 1) % 12].load()});
    });
}

/// Few threads that go round for long: states repeat, and schedules do not end soon.
void few_long_threads() {
  Ring* ring = make<Ring>();
  for (unsigned i = 0; i < 2; ++i)
    thread([ring, i] {
      for (unsigned n = 0; n < 150; ++n) {
        ring->words[0].fetch_add(1);
        ring->words[1].fetch_add(-1);
      }
      if (i == 0) require(ring->words[0].load() < 300, "the other came first");
    });
}

void spins() {
  Ring* ring = make<Ring>();
  thread([ring] { ring->words[0] = 1; });
  while (ring->words[0] == 0) {
  }
}

TEST(AutoSearch, TakesDporForManyShortThreads) {
  Result result = check(many_short_threads, {.search = Search::auto_});
  EXPECT_EQ(result.search, Search::dpor);
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.outcomes.size(), 4095u);
  EXPECT_EQ(result.statistics.executions, 4095u);
}

TEST(AutoSearch, TakesStatesWhereSchedulesAreTooMany) {
  Result result = check(few_long_threads, {.search = Search::auto_});
  EXPECT_EQ(result.search, Search::states);
  EXPECT_EQ(result.verdict, Verdict::violated);
  EXPECT_EQ(result.violations.at(0).property, "assert");
  Result states = check(few_long_threads, {});
  EXPECT_EQ(result.statistics.states, states.statistics.states);
  EXPECT_EQ(result.violations.at(0).schedule, states.violations.at(0).schedule);
}

TEST(AutoSearch, TakesStatesForWhatIsSmall) {
  Result result = check(spins, {.search = Search::auto_});
  EXPECT_EQ(result.search, Search::states);
  EXPECT_EQ(result.verdict, Verdict::holds);
}

TEST(AutoSearch, ChoosesTheSameWithAnyNumberOfWorkers) {
  for (auto body : {many_short_threads, few_long_threads}) {
    Result one = check([body] { body(); }, {.search = Search::auto_});
    Result two = check([body] { body(); }, {.search = Search::auto_, .jobs = 2});
    EXPECT_EQ(one.search, two.search);
    EXPECT_EQ(one.outcomes, two.outcomes);
    EXPECT_EQ(one.statistics.states, two.statistics.states);
    EXPECT_EQ(one.statistics.executions, two.statistics.executions);
  }
}

TEST(AutoSearch, ShortensWhatDporHasFound) {
  auto body = [] {
    Ring* ring = make<Ring>();
    for (unsigned i = 0; i < 12; ++i)
      thread([ring, i] {
        ring->words[i] = 1;
        if (ring->words[(i + 1) % 12].load() == 0 && i == 11) fail("seen", "before the first");
      });
  };
  Result result = check(body, {.search = Search::auto_});
  ASSERT_EQ(result.search, Search::dpor);
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations[0].property, "seen");
  EXPECT_TRUE(result.violations[0].shortest);
}

TEST(AutoSearch, EndsWhenInterrupted) {
  std::atomic<bool> stop = true;
  Result result = check(few_long_threads, {.search = Search::auto_, .stop = &stop});
  EXPECT_EQ(result.verdict, Verdict::incomplete);
  EXPECT_EQ(result.note, "interrupted");
}

}  // namespace
}  // namespace epcheck
