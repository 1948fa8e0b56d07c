// SPDX-License-Identifier: MIT
// The dpor search on small programs: which schedules it takes for different, and what it must not
// miss because of locks, waits and ends of executions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/choice.h"
#include "checker/ghost.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

using testing::ElementsAre;
using Outcomes = std::set<std::vector<std::int64_t>>;

const Options kDpor{.search = Search::dpor};

std::vector<std::string> violated(const Result& result) {
  std::vector<std::string> properties;
  for (const Violation& violation : result.violations) properties.push_back(violation.property);
  return properties;
}

struct Words {
  atomic<int> x, y;
  plain<int> a;
  mutex lock, other;
  rwlock shared;
};

TEST(Dpor, IndependentStepsAreRunInOneOrder) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] { w->x = 1; });
        thread([w] { w->y = 1; });
      },
      kDpor);
  EXPECT_EQ(result.statistics.executions, 1u);
}

TEST(Dpor, ThreadsThatAreWaitedForTogetherMayEndInAnyOrder) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] { w->x = 1; });
        thread([w] { w->y = 1; });
        this_thread::join_all();
      },
      kDpor);
  EXPECT_EQ(result.statistics.executions, 1u);
}

TEST(Dpor, NeighboursInAWordAreIndependent) {
  Result result = check(
      [] {
        atomic<char>* bytes = static_cast<atomic<char>*>(epc_alloc(8));
        for (unsigned i = 0; i < 4; ++i) thread([bytes, i] { bytes[i] = 1; });
      },
      kDpor);
  EXPECT_EQ(result.statistics.executions, 1u);
}

TEST(Dpor, ReadersOfALockAreIndependent) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        for (unsigned i = 0; i < 3; ++i)
          thread([w] {
            w->shared.lock_shared();
            w->shared.unlock_shared();
          });
      },
      kDpor);
  EXPECT_EQ(result.statistics.executions, 1u);
}

TEST(Dpor, AWriterComesBeforeOrAfterEachReader) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] {
          w->shared.lock();
          w->shared.unlock();
        });
        for (unsigned i = 0; i < 3; ++i)
          thread([w] {
            w->shared.lock_shared();
            w->shared.unlock_shared();
          });
      },
      kDpor);
  EXPECT_EQ(result.statistics.executions, 8u);
}

TEST(Dpor, AFailedExchangeOnlyReads) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        for (unsigned i = 0; i < 3; ++i)
          thread([w] {
            int expected = 1;
            w->x.compare_exchange_strong(expected, 2);
          });
      },
      kDpor);
  EXPECT_EQ(result.statistics.executions, 1u);
}

TEST(Dpor, LocksTakenInBothOrdersDeadlock) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        auto both = [](mutex* first, mutex* second) {
          first->lock();
          second->lock();
          second->unlock();
          first->unlock();
        };
        thread([=] { both(&w->lock, &w->other); });
        thread([=] { both(&w->other, &w->lock); });
      },
      kDpor);
  EXPECT_THAT(violated(result), ElementsAre("deadlock"));
}

/// A sleeper sees one value of several, and sleeps on if it comes too late.
TEST(Dpor, ASleeperWakesUpBetweenAnyTwoWrites) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] {
          for (int value : {1, 2, 1, 2}) w->x = value;
          w->y = 1;
        });
        thread([w] {
          wait_until([](const void* x) { return static_cast<const atomic<int>*>(x)->peek() == 1; },
                     &w->x);
          outcome({w->x.load(), w->y.load()});
        }).daemon();
      },
      kDpor);
  EXPECT_EQ(result.outcomes, (Outcomes{{}, {1, 0}, {1, 1}, {2, 0}, {2, 1}}));
}

/// That either write comes first must not make the condition of both false for good.
TEST(Dpor, AConditionOfTwoWordsHoldsBeforeBothAreWritten) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] { w->x = 1; });
        thread([w] { w->y = 1; });
        thread([w] {
          wait_until(
              [](const void* p) {
                const Words* words = static_cast<const Words*>(p);
                return words->x.peek() == 0 && words->y.peek() == 0;
              },
              w);
          outcome({1});
        }).daemon();
      },
      kDpor);
  EXPECT_EQ(result.outcomes, (Outcomes{{}, {1}}));
}

TEST(Dpor, EachChoiceIsExplored) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] { w->x = static_cast<int>(choose(3)); });
        thread([w] { outcome({w->x.load()}); });
      },
      kDpor);
  EXPECT_EQ(result.outcomes, (Outcomes{{0}, {1}, {2}}));
  EXPECT_EQ(result.statistics.executions, 6u);
}

TEST(Dpor, AFailureHidesNothingThatOthersDo) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] {
          w->x = 1;
          fail("first", "ends the execution");
        });
        thread([w] {
          if (w->x == 0) report("second", "has come before");
          if (w->x == 1) report("third", "has come in between");
        });
      },
      kDpor);
  EXPECT_THAT(violated(result), ElementsAre("first", "second", "third"));
}

TEST(Dpor, AVariableOfAReturnedFunctionIsFoundToBeGone) {
  Result result = check(
      [] {
        atomic<int> x{0};
        thread([&x] { x = 1; });
      },
      kDpor);
  EXPECT_THAT(violated(result), ElementsAre("use-after-free"));
}

TEST(Dpor, FreeingIsOrderedWithEachUse) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] { outcome({w->y.load()}); });
        thread([w] { destroy(w); });
      },
      kDpor);
  EXPECT_THAT(violated(result), ElementsAre("use-after-free"));
  EXPECT_EQ(result.outcomes, (Outcomes{{0}}));
}

TEST(Dpor, ThreadsThatStartThreadsAreOrdered) {
  Result result = check(
      [] {
        for (unsigned i = 0; i < 2; ++i) thread([i] { thread([i] { outcome({i}); }); });
      },
      kDpor);
  EXPECT_EQ(result.outcomes, (Outcomes{{0, 1}, {1, 0}}));
}

/// However often it looks in vain: what counts is which write it sees in the end.
TEST(Dpor, ALoopThatWaitsIsRunOnce) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] {
          for (int value : {1, 2, 3}) w->x = value;
        });
        thread([w] {
          while (w->x.load() != 3) {
          }
        });
      },
      kDpor);
  EXPECT_EQ(result.statistics.executions, 1u);
  EXPECT_EQ(result.verdict, Verdict::holds);
}

TEST(Dpor, AnExchangeIsRepeatedWithoutEffectUntilItSucceeds) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        for (unsigned i = 0; i < 3; ++i)
          thread([w] {
            while (w->x.exchange(1) != 0) {
            }
            w->x = 0;
          });
      },
      kDpor);
  EXPECT_EQ(result.statistics.executions, 6u);
}

TEST(Dpor, ATurnThatLooksAtTwoWordsIsLeftOut) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] { w->x = 1; });
        thread([w] { w->y = 1; });
        thread([w] {
          while (w->x == 0 && w->y == 0) {
          }
          outcome({w->x.load(), w->y.load()});
        });
      },
      kDpor);
  EXPECT_EQ(result.outcomes, (Outcomes{{0, 1}, {1, 0}, {1, 1}}));
  EXPECT_TRUE(result.complete);
}

/// In the states search this is a livelock, and no end state either.
/// What it would see there is what it has seen before.
TEST(Dpor, WhatALoopWaitsForMayBeFreed) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        auto* flag = make<atomic<int>>();
        thread([w, flag] {
          w->x = 1;
          while (flag->load() == 0) {
          }
        });
        while (w->x.load() == 0) {
        }
        destroy(flag);
      },
      kDpor);
  EXPECT_THAT(violated(result), ElementsAre("use-after-free"));
}

TEST(Dpor, AThreadThatSpinsForEverIsNoDeadlock) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] {
          while (w->x == 0) {
          }
        });
      },
      kDpor);
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.statistics.executions, 0u);
}

TEST(Dpor, AnEndlessLoopMakesTheResultIncomplete) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] {
          while (w->x == 0) w->a = w->a + 1;
        });
      },
      kDpor);
  EXPECT_EQ(result.verdict, Verdict::incomplete);
}

TEST(Dpor, ADataRaceIsReportedAndCanBeReplayed) {
  auto body = [] {
    Words* w = make<Words>();
    thread([w] { w->a = 1; });
    thread([w] { outcome({w->a.load()}); });
  };
  Result result = check(body, kDpor);
  EXPECT_THAT(violated(result), ElementsAre("data-race"));
  EXPECT_TRUE(result.violations[0].shortest);
}

TEST(Dpor, ABoundOnExecutionsMakesTheResultIncomplete) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        for (unsigned i = 0; i < 4; ++i) thread([w] { w->x.fetch_add(1); });
      },
      {.search = Search::dpor, .max_states = 5});
  EXPECT_EQ(result.verdict, Verdict::incomplete);
  EXPECT_EQ(result.statistics.executions, 5u);
}

TEST(Dpor, KnowsSequentialConsistencyOnly) {
  Result result = check([] {}, {.search = Search::dpor, .memory = Memory::tso});
  EXPECT_EQ(result.verdict, Verdict::incomplete);
  EXPECT_THAT(result.note, testing::HasSubstr("sequential consistency only"));
}

TEST(Dpor, RefusesToBoundPreemptions) {
  Result result = check([] {}, {.search = Search::dpor, .max_preemptions = 1});
  EXPECT_EQ(result.verdict, Verdict::incomplete);
}

/// Which of two threads goes on is decided by a budget that is no variable of the program.
TEST(Dpor, WhatAWaitLooksAtMayBeGhostState) {
  struct Budget {
    awaited_ghost<int> left{1};
  };
  auto body = [] {
    auto* budget = make<Budget>();
    for (int i = 0; i < 2; ++i)
      thread([budget, i] {
        wait_until([](const void* p) { return static_cast<const Budget*>(p)->left.peek() > 0; },
                   budget);
        budget->left = budget->left.peek() - 1;
        outcome({i});
      });
  };
  const std::set<std::vector<std::int64_t>> either{{0}, {1}};
  for (Search search : {Search::naive, Search::states, Search::dpor})
    EXPECT_EQ(check(body, {.search = search, .report_deadlock = false}).outcomes, either);
}

}  // namespace
}  // namespace epcheck
