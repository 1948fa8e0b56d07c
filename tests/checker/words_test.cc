// SPDX-License-Identifier: MIT
// Which words are scheduling points, seen by the number of states.
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/choice.h"
#include "checker/memory.h"
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

bool is_set(const void* variable) { return static_cast<const atomic<int>*>(variable)->peek() == 1; }

bool is_shown(const void* shown) {
  return static_cast<const atomic<atomic<int>*>*>(shown)->peek() != nullptr;
}

/// A variable on the stack that another thread sets, by pointer.
[[gnu::noinline]] void shows_a_variable(atomic<atomic<int>*>* shown) {
  atomic<int> variable{0};
  *shown = &variable;
  wait_until(&is_set, &variable);
}

/// Has variables around the same place, which nobody else knows.
[[gnu::noinline]] void uses_the_place(unsigned times) {
  atomic<int> variables[16]{};
  for (unsigned i = 0; i < times; ++i)
    for (atomic<int>& variable : variables) ++variable;
}

std::uint64_t states_with_places_used(unsigned times) {
  Result result = check([times] {
    auto* shown = make<atomic<atomic<int>*>>(nullptr);
    thread([=] {
      uses_the_place(times);
      shows_a_variable(shown);
      uses_the_place(times);
    });
    wait_until(&is_shown, shown);
    shown->load()->store(1);
  });
  EXPECT_TRUE(result.complete);
  EXPECT_FALSE(result.learned.frames.empty());
  return result.statistics.states;
}

TEST(Words, APlaceOnAStackIsSharedOnlyByTheFunctionThatSharesIt) {
  EXPECT_EQ(states_with_places_used(1), states_with_places_used(5));
}

}  // namespace
}  // namespace epcheck
