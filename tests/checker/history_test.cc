// SPDX-License-Identifier: MIT
#include "checker/history.h"

#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

constexpr std::uint32_t kLow = 8, kHigh = 16;

TEST(HistoryChoice, TakesTheFirstLockThatHasNotFailed) {
  HistoryChoice choice{};
  choice.see(kHigh);
  choice.see(kLow);
  choice.fail(choice.best());
  EXPECT_EQ(choice.best().history, History::one_lock);
  EXPECT_EQ(choice.best().lock, kHigh);
}

TEST(HistoryChoice, DoesNotDependOnTheOrderInWhichLocksAreSeen) {
  HistoryChoice late{};
  late.see(kHigh);
  late.fail(late.best());  // now it remembers sections
  late.see(kLow);
  HistoryChoice early{};
  early.see(kLow);
  early.see(kHigh);
  EXPECT_EQ(late.best().lock, early.best().lock);
  EXPECT_EQ(late.best().history, early.best().history);
}

TEST(HistoryChoice, RemembersSectionsWhenNoLockIsLeftAndThenTheWhole) {
  HistoryChoice choice{};
  choice.see(kLow);
  choice.fail(choice.best());
  EXPECT_EQ(choice.best().history, History::sections);
  choice.fail(choice.best());
  EXPECT_EQ(choice.best().history, History::whole);
}

/// `times` turns, in each of which a box is taken out under a lock, changed without, and put back.
Result pass_a_box(unsigned times) {
  return check([times] {
    auto* lock = make<mutex>();
    auto* here = make<plain<plain<int>*>>(make<plain<int>>(0));
    for (unsigned i = 0; i < 2; ++i)
      thread([=] {
        for (unsigned n = 0; n < times; ++n) {
          lock->lock();
          plain<int>* box = *here;
          *here = nullptr;
          lock->unlock();
          if (box == nullptr) continue;
          *box = 1;
          lock->lock();
          *here = box;
          lock->unlock();
        }
      });
  });
}

TEST(History, WhatWasHandedOverByALockIsNoRace) {
  Result result = pass_a_box(2);
  EXPECT_TRUE(result.violations.empty());
  EXPECT_TRUE(result.learned.hot.empty());
}

/// The second thread comes after the write because it held the lock once; it holds nothing now.
TEST(History, AThreadMayComeAfterWhatALockHandedOverLongAgo) {
  Result result = check([] {
    auto* lock = make<mutex>();
    auto* other = make<mutex>();
    auto* ready = make<plain<bool>>(false);
    auto* value = make<plain<int>>(0);
    thread([=] {
      *value = 1;
      lock->lock();
      *ready = true;
      lock->unlock();
    });
    thread([=] {
      lock->lock();
      bool mine = *ready;
      lock->unlock();
      other->lock();
      other->unlock();
      if (mine) *value = 2;
    });
  });
  EXPECT_TRUE(result.violations.empty());
}

TEST(History, WithoutTheLockItIsARace) {
  Result result = check([] {
    auto* lock = make<mutex>();
    auto* value = make<plain<int>>(0);
    thread([=] {
      lock->lock();
      *value = 1;
      lock->unlock();
      *value = 2;
    });
    thread([=] {
      lock->lock();
      *value = 3;
      lock->unlock();
    });
  });
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations[0].property, "data-race");
}

}  // namespace
}  // namespace epcheck
