// SPDX-License-Identifier: MIT
// Of a frame only the objects count whose address has been taken, but all of each, however the
// program comes to read it.
#include <gtest/gtest.h>

#include "checker/check.h"
#include "checker/choice.h"
#include "checker/frame_objects.h"
#include "checker/memory.h"
#include "checker/report.h"
#include "checker/thread.h"
#include "tests/checker/frame_programs.h"

namespace epcheck {
namespace {

using frame_programs::Way;
using frame_programs::World;

class Frame : public testing::TestWithParam<Way> {};
INSTANTIATE_TEST_SUITE_P(Ways, Frame, testing::ValuesIn(frame_programs::ways()),
                         [](const auto& info) { return info.param.name; });

TEST_P(Frame, WhatIsReadLaterIsLive) {
  auto body = [keep = GetParam().keep] {
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

TEST(Frame, WhatEarlierCallsHaveLeftTellsNoStatesApart) {
  auto leaving = [](int values) {
    return [values] {
      World* world = make<World>();
      thread([=] { frame_programs::leave_and_wait(world, choose(static_cast<unsigned>(values))); });
      thread([=] { world->pause = 1, world->pause = 2; });
    };
  };
  Result one = check(leaving(1)), three = check(leaving(3));
  EXPECT_EQ(three.statistics.states, one.statistics.states);
}

TEST(Frame, ObjectsAreKnownOfCodeThatIsCompiledForFibers) {
  EXPECT_TRUE(has_frame_objects("GNU C++20 12.2.0 -march=x86-64 -g1 -O2 -Og -g -std=c++20"));
  EXPECT_FALSE(has_frame_objects("GNU C++20 12.2.0 -march=x86-64 -g -Og -O2 -std=c++20"));
  EXPECT_FALSE(has_frame_objects("GNU C++20 12.2.0 -march=x86-64 -g1 -Og -std=c++20"));
  EXPECT_FALSE(has_frame_objects("GNU C17 12.2.0 -march=x86-64 -g -Og"));
  EXPECT_FALSE(has_frame_objects("Debian clang version 14.0.6 -g -Og"));
}

}  // namespace
}  // namespace epcheck
