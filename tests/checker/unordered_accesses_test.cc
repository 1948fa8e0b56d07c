// SPDX-License-Identifier: MIT
// Data races with one of several earlier accesses that are not ordered among each other.
#include <gtest/gtest.h>

#include "checker/memory.h"
#include "checker/thread.h"
#include "tests/checker/race_test.h"

namespace epcheck {
namespace {

class UnorderedAccesses : public RaceTest {};
INSTANTIATE_TEST_SUITE_P(, UnorderedAccesses, testing::ValuesIn(kRaceWays), RaceTest::name_of);

/// The writer comes after its own read, and after the other's by the lock.
TEST_P(UnorderedAccesses, AWriteMayComeAfterEachReadInAWayOfItsOwn) {
  EXPECT_NO_RACE([] {
    auto* shared = make<Shared>();
    thread([shared] {
      int seen = shared->x;
      shared->lock.lock();
      shared->x = seen + 1;
      shared->lock.unlock();
    });
    thread([shared] {
      shared->lock.lock();
      static_cast<void>(shared->x.load());
      shared->lock.unlock();
    });
  });
}

/// Each reader releases an atomic of its own, and who writes acquires one or both.
template <bool kBoth>
void write_after_readers() {
  auto* shared = make<Shared>();
  thread([shared] {
    static_cast<void>(shared->x.load());
    shared->flag.store(1, Order::release);
  });
  thread([shared] {
    static_cast<void>(shared->x.load());
    shared->other.store(1, Order::release);
  });
  thread([shared] {
    bool one = shared->flag.load(Order::acquire) == 1;
    bool other = shared->other.load(kBoth ? Order::acquire : Order::relaxed) == 1;
    if (one && other) shared->x = 1;
  });
}

TEST_P(UnorderedAccesses, AWriterAcquiresFromEachReader) {
  EXPECT_NO_RACE((write_after_readers<true>));
}
TEST_P(UnorderedAccesses, OneOfTwoReadersIsNotEnough) { EXPECT_RACE((write_after_readers<false>)); }

/// A plain write after marked ones, of which only one is the thread's own.
TEST_P(UnorderedAccesses, APlainWriteMayComeAfterEachMarkedOneInAWayOfItsOwn) {
  EXPECT_NO_RACE([] {
    auto* shared = make<Shared>();
    auto* same = reinterpret_cast<plain<int>*>(&shared->flag);
    thread([shared] {
      shared->flag.store(1, Order::relaxed);
      shared->other.store(1, Order::release);
    });
    thread([shared, same] {
      shared->flag.store(2, Order::relaxed);
      if (shared->other.load(Order::acquire) == 1) *same = 3;
    });
  });
}

}  // namespace
}  // namespace epcheck
