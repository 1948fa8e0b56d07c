// SPDX-License-Identifier: MIT
// What tests of data races share: the ways to search, which must all report the same, and a few
// words for programs to race on.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/mutex.h"
#include "checker/plain.h"

namespace epcheck {

struct RaceWay {
  const char* name;
  Options options;
};
inline void PrintTo(const RaceWay& way, std::ostream* out) { *out << way.name; }

inline const RaceWay kRaceWays[] = {
    {"states", {}},
    {"naive", {.search = Search::naive}},
    {"dpor", {.search = Search::dpor}},
    {"random", {.search = Search::random}},
    {"pct", {.search = Search::random, .pct_depth = 2}},
    {"all_points", {.reductions = {.learned_words = false}}},
    {"untracked", {.reductions = {.tracked_words = false}}},
    {"nested_points", {.reductions = {.nested_locks = false}}},
    {"joins_apart", {.reductions = {.lone_joins = false}}},
    {"tso", {.memory = Memory::tso}},
    {"tso_naive", {.search = Search::naive, .memory = Memory::tso}},
    {"tso_all_points", {.memory = Memory::tso, .reductions = {.learned_words = false}}},
    {"tso_no_symmetry", {.memory = Memory::tso, .reductions = {.symmetry = false}}},
    {"weak", {.memory = Memory::weak}},
    {"weak_all_points", {.memory = Memory::weak, .reductions = {.learned_words = false}}},
    {"raw_stacks", {.reductions = {.live_stacks = false}}},
};

/// Those that come to an end where a loop may go round for ever: the naive search runs all rounds.
inline std::vector<RaceWay> ways_that_end() {
  std::vector<RaceWay> ways;
  std::ranges::copy_if(kRaceWays, std::back_inserter(ways),
                       [](const RaceWay& way) { return way.options.search != Search::naive; });
  return ways;
}

class RaceTest : public testing::TestWithParam<RaceWay> {
 public:
  static std::string name_of(const testing::TestParamInfo<RaceWay>& info) {
    return info.param.name;
  }
  /// The message of the race that is found, or "" for none.
  template <class F>
  std::string race(F body) {
    Result result = check(body, GetParam().options);
    for (const Violation& violation : result.violations)
      if (violation.property == "data-race") return violation.message;
    return "";
  }
};
struct Shared {
  plain<int> x;
  plain<int> y;
  atomic<int> flag;
  atomic<int> other;
  mutex lock;
};

#define EXPECT_RACE(body) EXPECT_NE(race(body), "")
#define EXPECT_NO_RACE(body) EXPECT_EQ(race(body), "")

}  // namespace epcheck
