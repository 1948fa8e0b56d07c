// SPDX-License-Identifier: MIT
// Bytes of a stack that the thread will still read tell states apart, however it comes to read
// them. In each program three values are on the stack at a scheduling point, and read after it.
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/choice.h"
#include "checker/memory.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

struct World {
  atomic<int> pause{0};
  atomic<int> index{-3};
};

using Keep = long (*)(World*, long);

/// As the kernel's container_of.
struct Node {
  long value;
  long link;
};
[[gnu::noinline]] long value_of(World* world, long* link) {
  world->pause.load();
  return *(link - 1);
}
[[gnu::noinline]] long container(World* world, long value) {
  Node node{value, 0};
  return value_of(world, &node.link);
}

[[gnu::noinline]] long backwards(World* world, long value) {
  long array[8] = {value, 1, 2, 3, 4, 5, 6, 7};
  long at = world->index.load();
  return array[at + 3];
}

[[gnu::noinline]] long from_end(World* world, const long* end) {
  world->pause.load();
  return end[-2];
}
[[gnu::noinline]] long end_pointer(World* world, long value) {
  long array[2] = {value, 0};
  return from_end(world, array + 2);
}

struct Big {
  long words[6];
};
[[gnu::noinline]] long copied(World* world, Big big) { return big.words[world->index.load() + 3]; }
[[gnu::noinline]] long by_value(World* world, long value) {
  return copied(world, {{value, 1, 2, 3, 4, 5}});
}

[[gnu::noinline]] long in_register(World* world, long value) {
  world->pause.load();
  world->pause.load();
  return value;
}

struct Case {
  const char* name;
  Keep keep;
};

class Liveness : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Ways, Liveness,
                         testing::Values(Case{"container", container}, Case{"backwards", backwards},
                                         Case{"end_pointer", end_pointer},
                                         Case{"by_value", by_value},
                                         Case{"in_register", in_register}),
                         [](const auto& info) { return info.param.name; });

TEST_P(Liveness, WhatIsReadLaterIsLive) {
  Keep keep = GetParam().keep;
  auto body = [keep] {
    World* world = make<World>();
    thread([=] {
      long value = choose(3);
      world->pause.load();  // one hot operation, so that the next is a scheduling point
      outcome({keep(world, value)});
    });
    thread([=] {
      world->pause = 1;
      world->index = -3;
    });
  };
  std::set<std::vector<std::int64_t>> all{{0}, {1}, {2}};
  EXPECT_EQ(check(body).outcomes, all);
  EXPECT_EQ(check(body, {.poison_dead_bytes = true}).outcomes, all);
}

/// `value` waits on the stack during the first operation, and is spent after it.
[[gnu::noinline]] void spend(World* world, long value) {
  world->pause.load();
  asm volatile("" : : "r"(value));
  world->pause.load();
  world->pause.load();
}

TEST(Liveness, DeadBytesTellNoStatesApart) {
  auto body = [] {
    World* world = make<World>();
    thread([=] { spend(world, choose(3)); });
    thread([=] { world->pause = 1, world->pause = 2; });
  };
  Result with = check(body), without = check(body, {.reductions = {.live_stacks = false}});
  EXPECT_LT(with.statistics.states, without.statistics.states);
}

}  // namespace
}  // namespace epcheck
