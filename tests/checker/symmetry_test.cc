// SPDX-License-Identifier: MIT
// States that differ only in which of several equals is which are one, and nothing is lost by it.
#include <gtest/gtest.h>

#include <algorithm>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/report.h"
#include "checker/thread.h"
#include "tests/checker/oracle.h"
#include "tests/checker/random_program.h"
#include "tests/seeds.h"

namespace epcheck {
namespace {

using oracle::Found;
using oracle::summary;
using random_program::generate;
using random_program::Program;
using random_program::Shape;

Found explore(const Program& program, Options options) {
  const Program* p = &program;
  options.unordered_outcomes = true;
  return summary(check([p] { random_program::run_alike(*p); }, options));
}

struct Counter {
  mutex lock;
  atomic<int> value;
};

void count_up(Counter* counter) {
  for (int i = 0; i < 2; ++i) {
    counter->lock.lock();
    counter->value.store(counter->value.load() + 1);
    counter->lock.unlock();
  }
}

TEST(Symmetry, FourEqualThreadsHaveAFifthOfTheStatesAtMost) {
  auto body = [] {
    auto* counter = make<Counter>();
    for (int i = 0; i < 4; ++i) thread([counter] { count_up(counter); }, "adder");
  };
  Result with = check(body);
  Result without = check(body, {.reductions = {.symmetry = false}});
  EXPECT_LT(with.statistics.states * 5, without.statistics.states);
  EXPECT_EQ(with.verdict, without.verdict);
}

TEST(Symmetry, StoreBuffersAreExchangedWithTheirThreads) {
  auto body = [] {
    struct Two {
      atomic<int> x, y;
    };
    auto* words = make<Two>();
    for (int i = 0; i < 4; ++i) {
      auto work = [words] {
        words->x.store(1, Order::relaxed);
        words->y.store(words->x.load(Order::relaxed) + 1, Order::relaxed);
        words->x.load(Order::relaxed);
      };
      thread(work, "worker");
    }
  };
  Result with = check(body, {.memory = Memory::tso});
  Result without = check(body, {.memory = Memory::tso, .reductions = {.symmetry = false}});
  EXPECT_LT(with.statistics.states * 5, without.statistics.states);
  EXPECT_EQ(summary(with), summary(without));
}

TEST(Symmetry, WhatThreadsSayThemselvesIsNotMixedUp) {
  Result r = check([] {
    auto* counter = make<Counter>();
    for (int i = 0; i < 2; ++i)
      thread([counter] { outcome({counter->value.fetch_add(1)}); }, "adder");
  });
  EXPECT_EQ(r.outcomes, (std::set<std::vector<std::int64_t>>{{0, 1}, {1, 0}}));
}

TEST(Symmetry, AProgramThatLooksAtThreadNumbersIsNotTakenForSymmetric) {
  Result r = check([] {
    auto* last = make<atomic<int>>();
    for (int i = 0; i < 2; ++i)
      thread([last] { last->store(static_cast<int>(this_thread::id())); }, "writer");
    auto reader = [last] { outcome({last->load()}); };
    thread(reader, "reader");
  });
  EXPECT_EQ(r.outcomes, (std::set<std::vector<std::int64_t>>{{0}, {1}, {2}}));
}

TEST(Symmetry, ThreadsThatAreWaitedForInOrderAreToldApart) {
  auto body = [] {
    auto* x = make<atomic<int>>();
    auto swap = [x] { x->exchange(x->load() + 1); };
    thread first(swap, "swapper");
    thread second(swap, "swapper");
    first.join();
    outcome({x->load()});
    second.join();
  };
  EXPECT_EQ(summary(check(body)), summary(check(body, {.search = Search::naive})));
}

struct Box {
  atomic<int> value;
};

/// Each of two threads has a box of its own, and sees one of another.
TEST(Symmetry, BlocksThatAreAlikeAreExchangedWithTheirThreads) {
  auto body = [] {
    Box* boxes[3];
    for (Box*& box : boxes) box = make_alike<Box>();
    for (int i = 0; i < 3; ++i) {
      auto work = [own = boxes[i], other = boxes[(i + 1) % 3]] {
        own->value.fetch_add(1);
        own->value.store(other->value.load() * 2 + 1);
      };
      thread(work, "worker");
    }
  };
  Options options;
  options.at_end = [](EndState& end) {
    for (Box* box : all_alike<Box>()) end.outcome.push_back(box->value.peek());
    std::sort(end.outcome.begin(), end.outcome.end());
  };
  Result with = check(body, options);
  options.reductions.symmetry = false;
  Result without = check(body, options);
  EXPECT_LT(with.statistics.states * 2, without.statistics.states);
  EXPECT_EQ(summary(with), summary(without));
}

TEST(Symmetry, FreeingOneOfTwoBlocksIsNotTakenForFreeingTheOther) {
  auto body = [] {
    Box* a = make_alike<Box>();
    Box* b = make_alike<Box>();
    auto* which = make<atomic<Box*>>(a);
    thread([which, b] { which->store(b); }, "switcher");
    auto user = [which, a] {
      destroy(a);
      which->load()->value.load();
    };
    thread(user, "user");
  };
  EXPECT_EQ(summary(check(body)), summary(check(body, {.search = Search::naive})));
}

/// Of threads that are alike, what they say is sorted, so symmetry may be at work.
class SymmetryOracle : public testing::TestWithParam<Memory> {};
INSTANTIATE_TEST_SUITE_P(, SymmetryOracle, testing::Values(Memory::sc, Memory::tso),
                         [](const auto& info) { return info.param == Memory::sc ? "sc" : "tso"; });

TEST_P(SymmetryOracle, AgreesWithNaiveOnRandomProgramsOfEqualThreads) {
  const Seeds programs = seeds(1'000);
  std::uint64_t compared = 0;
  for (std::uint64_t seed = programs.first; seed < programs.end; ++seed) {
    Program program =
        generate(seed, Shape{.max_threads = 2, .max_actions = 2, .raw = seed % 3 == 0});
    Found naive =
        explore(program, {.search = Search::naive, .memory = GetParam(), .max_states = 2000});
    if (!naive.complete) continue;
    ++compared;
    // The other switches in each combination in turn.
    oracle::Way others = oracle::combination(seed % 64, GetParam());
    for (bool symmetry : {true, false}) {
      others.options.reductions.symmetry = symmetry;
      EXPECT_EQ(explore(program, others.options), naive) << others.name << "\n"
                                                         << random_program::to_string(program);
    }
    EXPECT_EQ(explore(program, {.memory = GetParam()}), naive)
        << random_program::to_string(program);
    if (HasFailure()) return;
  }
  EXPECT_GT(compared, programs.size() / 16) << "too many programs are too large for the oracle";
}

}  // namespace
}  // namespace epcheck
