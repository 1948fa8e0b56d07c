// SPDX-License-Identifier: MIT
// Data races: what is one, what is none, in every search and with each reduction switched off.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/choice.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/thread.h"
#include "tests/checker/race_test.h"

namespace epcheck {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;

class Races : public RaceTest {};
INSTANTIATE_TEST_SUITE_P(, Races, testing::ValuesIn(kRaceWays), RaceTest::name_of);

/// Programs with a loop that may go round for ever.
class RacesBesideLoops : public RaceTest {};
INSTANTIATE_TEST_SUITE_P(, RacesBesideLoops, testing::ValuesIn(ways_that_end()), RaceTest::name_of);

TEST_P(Races, AWriteBesideAReadIsOne) {
  EXPECT_RACE([] {
    auto* shared = make<Shared>();
    thread([shared] { shared->x = 1; });
    thread([shared] { static_cast<void>(shared->x.load()); });
  });
}

TEST_P(Races, IsDescribedByBothAccesses) {
  static constexpr int kFirst = __LINE__;
  auto body = [] {
    auto* shared = make<Shared>();
    auto writer = [shared] { shared->x = 1; };
    auto reader = [shared] { static_cast<void>(shared->x.load()); };
    thread(writer, "writer");
    thread(reader, "reader");
  };
  std::string write = fmt::format("writer writes at races_test.cc:{}", kFirst + 3);
  std::string read = fmt::format("reader reads at races_test.cc:{}", kFirst + 4);
  EXPECT_THAT(race(body),
              AnyOf(fmt::format("{} and {}, and neither comes before the other", write, read),
                    fmt::format("{} and {}, and neither comes before the other", read, write)));
}

TEST_P(Races, OfSeveralEarlierAccessesTheUnorderedOneIsNamed) {
  static constexpr int kFirst = __LINE__;
  auto body = [] {
    auto* shared = make<Shared>();
    auto guarded = [shared] {
      shared->lock.lock();
      shared->x = 1;
      shared->lock.unlock();
    };
    auto unguarded = [shared] { shared->x = 2; };
    thread t(guarded, "guarded");
    t.join();
    thread(unguarded, "unguarded");
    thread(guarded, "second");
  };
  EXPECT_THAT(race(body),
              AllOf(HasSubstr(fmt::format("second writes at races_test.cc:{}", kFirst + 5)),
                    HasSubstr(fmt::format("unguarded writes at races_test.cc:{}", kFirst + 8))));
}

TEST_P(Races, TwoReadsAreNone) {
  EXPECT_NO_RACE([] {
    auto* shared = make<Shared>();
    shared->x = 1;
    thread([shared] { static_cast<void>(shared->x.load()); });
    thread([shared] { static_cast<void>(shared->x.load()); });
  });
}

TEST_P(Races, AccessesUnderOneLockAreNone) {
  EXPECT_NO_RACE([] {
    auto* shared = make<Shared>();
    for (int i = 0; i < 2; ++i)
      thread([shared] {
        shared->lock.lock();
        ++shared->x;
        shared->lock.unlock();
      });
  });
}

TEST_P(Races, StartingAndJoiningOrder) {
  EXPECT_NO_RACE([] {
    auto* shared = make<Shared>();
    shared->x = 1;
    thread t([shared] { shared->x = 2; });
    thread u([shared] { static_cast<void>(shared->flag.load()); });
    t.join();
    shared->x = 3;
    u.join();
  });
}

TEST_P(Races, AFinishedThreadThatIsNotJoinedIsNotOrdered) {
  EXPECT_RACE([] {
    auto* shared = make<Shared>();
    thread t([shared] { shared->x = 2; });
    shared->x = 3;
    t.join();
  });
}

// The section of B may come first, and then nothing orders the two, whatever the value read says.
TEST_P(Races, IsNotHiddenByMergedStates) {
  EXPECT_RACE([] {
    auto* shared = make<Shared>();
    thread([shared] {
      shared->x = 1;
      shared->lock.lock();
      shared->lock.unlock();
      shared->flag.store(1, Order::relaxed);
    });
    thread([shared] {
      shared->lock.lock();
      shared->lock.unlock();
      if (shared->flag.load(Order::relaxed) == 1) static_cast<void>(shared->x.load());
    });
  });
}

TEST_P(Races, ALockTakenByBothOrdersOnlyOneWay) {
  EXPECT_RACE([] {
    auto* shared = make<Shared>();
    thread([shared] {
      shared->x = 1;
      shared->lock.lock();
      shared->lock.unlock();
    });
    thread([shared] {
      shared->lock.lock();
      shared->lock.unlock();
      static_cast<void>(shared->x.load());
    });
  });
}

/// x is written, flag stored; the other thread loads flag and, if it is set, reads x.
template <Order kStore, Order kLoad>
void pass_message() {
  auto* shared = make<Shared>();
  thread([shared] {
    shared->x = 1;
    shared->flag.store(1, kStore);
  });
  thread([shared] {
    if (shared->flag.load(kLoad) == 1) static_cast<void>(shared->x.load());
  });
}

TEST_P(Races, AReleasedMessageIsAcquired) {
  EXPECT_NO_RACE((pass_message<Order::release, Order::acquire>));
}

TEST_P(Races, AMessageIsNotPassedWithoutRelease) {
  EXPECT_RACE((pass_message<Order::relaxed, Order::acquire>));
}

TEST_P(Races, AMessageIsNotPassedWithoutAcquire) {
  EXPECT_RACE((pass_message<Order::release, Order::relaxed>));
}

template <bool kRelease, bool kAcquire>
void pass_message_by_fences() {
  auto* shared = make<Shared>();
  thread([shared] {
    shared->x = 1;
    if (kRelease) fence(Order::release);
    shared->flag.store(1, Order::relaxed);
  });
  thread([shared] {
    bool passed = shared->flag.load(Order::relaxed) == 1;
    if (kAcquire) fence(Order::acquire);
    if (passed) static_cast<void>(shared->x.load());
  });
}

TEST_P(Races, FencesPassAMessage) { EXPECT_NO_RACE((pass_message_by_fences<true, true>)); }
TEST_P(Races, OneFenceIsNotEnough) {
  EXPECT_RACE((pass_message_by_fences<true, false>));
  EXPECT_RACE((pass_message_by_fences<false, true>));
}

TEST_P(Races, AFenceBeforeTheWriteIsTooEarly) {
  EXPECT_RACE([] {
    auto* shared = make<Shared>();
    thread([shared] {
      fence(Order::release);
      shared->x = 1;
      shared->flag.store(1, Order::relaxed);
    });
    thread([shared] {
      if (shared->flag.load(Order::acquire) == 1) static_cast<void>(shared->x.load());
    });
  });
}

TEST_P(RacesBesideLoops, AHandMadeSpinlockOrders) {
  EXPECT_NO_RACE([] {
    auto* shared = make<Shared>();
    for (int i = 0; i < 2; ++i)
      thread([shared] {
        while (shared->flag.exchange(1, Order::acquire) == 1) {
        }
        ++shared->x;
        shared->flag.store(0, Order::release);
      });
  });
}

TEST_P(RacesBesideLoops, ASpinlockReleasedRelaxedDoesNotOrder) {
  EXPECT_RACE([] {
    auto* shared = make<Shared>();
    for (int i = 0; i < 2; ++i)
      thread([shared] {
        while (shared->flag.exchange(1, Order::acquire) == 1) {
        }
        ++shared->x;
        shared->flag.store(0, Order::relaxed);
      });
  });
}

/// A second thread changes the flag between the release and the acquire.
template <bool kRmw>
void change_between() {
  auto* shared = make<Shared>();
  thread([shared] {
    shared->x = 1;
    shared->flag.store(1, Order::release);
  });
  thread([shared] {
    if (kRmw)
      shared->flag.fetch_add(2, Order::relaxed);
    else if (shared->flag.load(Order::relaxed) == 1)
      shared->flag.store(3, Order::relaxed);
  });
  thread([shared] {
    if (shared->flag.load(Order::acquire) == 3) static_cast<void>(shared->x.load());
  });
}

TEST_P(Races, AnRmwBetweenContinuesTheRelease) {
  // 2 + the store of 1 is 1 again: only the store, then the addition, makes 3.
  EXPECT_NO_RACE((change_between<true>));
}

TEST_P(Races, AStoreBetweenEndsTheRelease) { EXPECT_RACE((change_between<false>)); }

TEST_P(Races, ASleeperComesAfterTheStoreThatEndsItsSleep) {
  EXPECT_NO_RACE([] {
    auto* shared = make<Shared>();
    thread([shared] {
      shared->x = 1;
      shared->flag.store(1, Order::release);
    });
    thread([shared] {
      wait_until([](const void* p) { return static_cast<const Shared*>(p)->flag.peek() == 1; },
                 shared);
      ++shared->x;
    });
  });
}

TEST_P(Races, AMarkedAccessRacesWithAPlainOne) {
  EXPECT_RACE([] {
    auto* shared = make<Shared>();
    auto* same = reinterpret_cast<plain<int>*>(&shared->flag);
    thread([shared] { shared->flag = 1; });
    thread([same] { static_cast<void>(same->load()); });
  });
}

TEST_P(Races, MarkedAccessesDoNotRaceWithMarkedOnes) {
  EXPECT_NO_RACE([] {
    auto* shared = make<Shared>();
    auto* same = reinterpret_cast<plain<int>*>(&shared->flag);
    *same = 1;
    thread t([shared, same] {
      shared->flag = 1;
      static_cast<void>(same->load());
    });
    thread u([shared] { static_cast<void>(shared->flag.load()); });
    t.join();
    u.join();
    *same = 2;
  });
}

TEST_P(Races, NeighboursDoNotRace) {
  EXPECT_NO_RACE([] {
    auto* shared = make<Shared>();
    thread([shared] { shared->x = 1; });
    thread([shared] { shared->y = 1; });
  });
}

}  // namespace
}  // namespace epcheck
