// SPDX-License-Identifier: MIT
// What the threads of the benchmark programs can see, against sets that are written down without
// the engine. The numbers of outcomes are the counts of behaviours that the peers agree on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "bench/program.h"

namespace epcheck::bench {
namespace {

using Values = std::vector<std::int64_t>;
using Outcomes = std::set<Values>;

Outcomes outcomes_of(const char* program, Size size, Search search = Search::states) {
  size.observe = true;
  return check_program(*find_program(program), size, {.search = search}).outcomes;
}

/// All tuples of `length` bits for which `allowed` holds.
Outcomes bits(unsigned length, const std::function<bool(const Values&)>& allowed) {
  Outcomes all;
  for (unsigned code = 0; code < 1u << length; ++code) {
    Values values;
    for (unsigned i = 0; i < length; ++i) values.push_back(code >> i & 1);
    if (allowed(values)) all.insert(values);
  }
  return all;
}

/// Thread i adds i + 1 when its turn comes, in every order; what each finds.
Outcomes sums_found(unsigned threads) {
  Outcomes all;
  std::vector<unsigned> turns(threads);
  std::iota(turns.begin(), turns.end(), 0);
  do {
    Values found(threads);
    std::int64_t sum = 0;
    for (unsigned i : turns) {
      found[i] = sum;
      sum += i + 1;
    }
    all.insert(found);
  } while (std::next_permutation(turns.begin(), turns.end()));
  return all;
}

Outcomes permutations(unsigned length) {
  Outcomes all;
  Values values(length);
  std::iota(values.begin(), values.end(), 0);
  do {
    all.insert(values);
  } while (std::next_permutation(values.begin(), values.end()));
  return all;
}

TEST(Outcomes, InAStoreBufferingRingSomebodySeesAWrite) {
  EXPECT_EQ(outcomes_of("sb", {.n = 4}), bits(4, [](const Values& seen) {
              return std::count(seen.begin(), seen.end(), 1) > 0;
            }));
}

TEST(Outcomes, AFlagNeverComesBeforeItsData) {
  EXPECT_EQ(outcomes_of("mp", {.n = 2}), bits(4, [](const Values& v) {
              return !(v[0] == 1 && v[1] == 0) && !(v[2] == 1 && v[3] == 0);
            }));
}

TEST(Outcomes, ReadersAgreeOnTheOrderOfWrites) {
  // {x, y} of a reader of x then y, {y, x} of a reader of y then x, twice.
  EXPECT_EQ(outcomes_of("iriw", {.n = 2}), bits(8, [](const Values& v) {
              bool x_first = (v[0] == 1 && v[1] == 0) || (v[4] == 1 && v[5] == 0);
              bool y_first = (v[2] == 1 && v[3] == 0) || (v[6] == 1 && v[7] == 0);
              return !(x_first && y_first);
            }));
}

TEST(Outcomes, EachReaderIsBeforeOrAfterTheWrite) {
  EXPECT_EQ(outcomes_of("readers", {.n = 5}), bits(5, [](const Values&) { return true; }));
}

TEST(Outcomes, IncrementsComeInEveryOrder) {
  EXPECT_EQ(outcomes_of("ainc", {.n = 4}), permutations(4));
}

TEST(Outcomes, ASleeperIsSeenOrSeesTheFlag) {
  // {slept, woken} of each waiter.
  EXPECT_EQ(outcomes_of("sleepwake", {.n = 2}), bits(4, [](const Values& v) {
              return !(v[0] == 1 && v[1] == 0) && !(v[2] == 1 && v[3] == 0);
            }));
}

class Locks : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(, Locks, testing::Values("mutex", "ticketlock", "casspin", "ttaslock"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(Locks, AreTakenInEveryOrder) {
  EXPECT_EQ(outcomes_of(GetParam(), {.n = 4, .m = 1}), sums_found(4));
}

TEST(Outcomes, NaiveSearchSeesTheSame) {
  EXPECT_EQ(outcomes_of("iriw", {.n = 1}, Search::naive), outcomes_of("iriw", {.n = 1}));
  EXPECT_EQ(outcomes_of("mutex", {.n = 3}, Search::naive), sums_found(3));
}

/// Counts that two peers agree on, for behaviours that differ in what is read.
struct Count {
  const char* program;
  Size size;
  std::size_t behaviours;
};
class Counts : public testing::TestWithParam<Count> {};
INSTANTIATE_TEST_SUITE_P(, Counts,
                         testing::Values(Count{"ainc", {.n = 6}, 720},
                                         Count{"ticketlock", {.n = 6}, 720},
                                         Count{"casspin", {.n = 6}, 720},
                                         Count{"sleepwake", {.n = 5}, 243},
                                         Count{"mp", {.n = 5}, 243}, Count{"sb", {.n = 7}, 127}),
                         [](const auto& info) { return std::string(info.param.program); });

TEST_P(Counts, AreThoseOfThePeers) {
  EXPECT_EQ(outcomes_of(GetParam().program, GetParam().size).size(), GetParam().behaviours);
}

}  // namespace
}  // namespace epcheck::bench
