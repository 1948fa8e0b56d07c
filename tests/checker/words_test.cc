// SPDX-License-Identifier: MIT
// Which words are scheduling points, seen by the number of states.
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/choice.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

/// Each of two threads counts in a variable of its own.
template <class Variables>
Result count_apart() {
  return check([] {
    auto* variables = make<Variables>();
    for (unsigned i = 0; i < 2; ++i)
      thread([variables, i] {
        ++variables->own[i];
        ++variables->own[i];
      });
  });
}

template <class T>
struct Own {
  alignas(8) atomic<T> own[2];
};

TEST(Words, NeighboursOfTwoThreadsAreNotShared) {
  EXPECT_EQ(count_apart<Own<int>>().statistics.states,
            count_apart<Own<std::int64_t>>().statistics.states);
}

TEST(Words, NeighboursThatAreAlsoReadTogetherAreShared) {
  Result result = check([] {
    auto* variables = make<Own<std::uint32_t>>();
    thread([variables] {
      variables->own[0] = 1;
      variables->own[1] = 1;
    });
    std::uint64_t both = hook(pack(OpKind::load, 8, Order::seq_cst), variables->own);
    outcome({static_cast<std::int64_t>(both & 0xffff'ffff), static_cast<std::int64_t>(both >> 32)});
  });
  EXPECT_EQ(result.outcomes, (std::set<std::vector<std::int64_t>>{{0, 0}, {1, 0}, {1, 1}}));
}

TEST(Words, ABytePartOfANeighbourIsShared) {
  Result result = check([] {
    auto* variables = make<Own<std::uint32_t>>();
    thread([variables] { variables->own[1] = 0x0101; });
    std::uintptr_t second = reinterpret_cast<std::uintptr_t>(&variables->own[1]);
    for (std::uintptr_t byte : {second, second + 1}) {
      std::uint64_t seen =
          hook(pack(OpKind::load, 1, Order::seq_cst), reinterpret_cast<const void*>(byte));
      outcome({static_cast<std::int64_t>(seen)});
    }
  });
  EXPECT_EQ(result.outcomes, (std::set<std::vector<std::int64_t>>{{0, 0}, {0, 1}, {1, 1}}));
}

TEST(Words, AnAccessAcrossTwoCellsIsAnAccessToBoth) {
  Result result = check([] {
    auto* variables = make<Own<std::uint64_t>>();
    thread([variables] { variables->own[0] = std::uint64_t{1} << 32; });
    thread([variables] { variables->own[1] = 1; });
    std::uintptr_t middle = reinterpret_cast<std::uintptr_t>(&variables->own[1]) - 4;
    std::uint64_t seen =
        hook(pack(OpKind::load, 8, Order::seq_cst), reinterpret_cast<const void*>(middle));
    outcome({static_cast<std::int64_t>(seen & 1), static_cast<std::int64_t>(seen >> 32)});
  });
  EXPECT_EQ(result.outcomes, (std::set<std::vector<std::int64_t>>{{0, 0}, {1, 0}, {0, 1}, {1, 1}}));
}

[[gnu::noinline]] void shows_a_variable(mutex* lock, plain<plain<int>*>* shown) {
  plain<int> variable{1};
  lock->lock();
  *shown = &variable;
  lock->unlock();
  outcome({variable});
}

/// Has variables at the same place, while it waits.
[[gnu::noinline]] void covers_the_place(thread& other) {
  atomic<int> variables[64]{};
  other.join();
  outcome({variables[0].peek()});
}

/// The write always comes when the variable has gone, since to show it and to return are one step.
TEST(Words, AnAccessThatComesTooLateMeetsWhatItWasMeantFor) {
  Result result = check([] {
    auto* lock = make<mutex>();
    auto* shown = make<plain<plain<int>*>>(nullptr);
    thread other([=] {
      lock->lock();
      plain<int>* variable = *shown;
      lock->unlock();
      if (variable != nullptr) *variable = 5;
    });
    shows_a_variable(lock, shown);
    covers_the_place(other);
  });
  EXPECT_FALSE(result.violations.empty());
}

/// Returns before the thread has used its lock.
[[gnu::noinline]] thread lends_a_lock() {
  struct {
    char below[512];
    mutex lock;
    char above[512];
  } variables{};
  mutex* lock = &variables.lock;
  thread other([lock] {
    lock->lock();
    lock->unlock();
  });
  lock->lock();
  lock->unlock();
  return other;
}

TEST(Words, ALockIsTakenWhenTheFunctionWhoseItIsHasReturned) {
  Result result = check([] {
    auto* own = make<atomic<int>>();
    thread other = lends_a_lock();
    own->store(1);
    covers_the_place(other);
  });
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations[0].property, "use-after-free");
}

/// Lets another thread write to its variable, and waits until it has.
[[gnu::noinline]] void lends_a_variable(mutex* lock, plain<plain<int>*>* shown) {
  plain<int> variable{1};
  lock->lock();
  *shown = &variable;
  lock->unlock();
  wait_until([](const void* p) { return static_cast<const plain<int>*>(p)->peek() == 5; },
             &variable);
  lock->lock();
  lock->unlock();
}

/// Has variables that nobody else uses.
template <unsigned kBytes>
[[gnu::noinline]] void counts_alone() {
  struct {
    char above[kBytes];
    atomic<int> counters[64];
  } variables{};
  for (unsigned i = 0; i < 64; ++i) variables.counters[i].fetch_add(1);
  outcome({variables.counters[63].load()});
}

template <unsigned kBytes>
Result lend_and_count() {
  return check([] {
    auto* lock = make<mutex>();
    auto* shown = make<plain<plain<int>*>>(nullptr);
    thread([=] {
      lock->lock();
      if (plain<int>* variable = *shown) *variable = 5;
      lock->unlock();
    });
    lends_a_variable(lock, shown);
    counts_alone<kBytes>();
  });
}

TEST(Words, AVariableOfAnotherFunctionAtThePlaceIsNotShared) {
  EXPECT_EQ(lend_and_count<8>().statistics.states, lend_and_count<2048>().statistics.states);
}

/// Writes to the first are protected by the lock, those to the second are not.
TEST(Words, WhatIsLearnedOfNeighboursIsKept) {
  auto body = [] {
    struct Shared {
      Own<int> variables;
      mutex lock;
    };
    auto* shared = make<Shared>();
    for (int i = 0; i < 2; ++i)
      thread([shared] {
        shared->variables.own[0].load();
        shared->lock.lock();
        shared->variables.own[0] = 1;
        shared->lock.unlock();
        shared->variables.own[1] = 1;
      });
  };
  Result first = check(body);
  EXPECT_EQ(check(body, {.learned = first.learned}).learned, first.learned);
}

}  // namespace
}  // namespace epcheck
