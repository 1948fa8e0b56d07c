// SPDX-License-Identifier: MIT
// The searches agree on random programs: the same outcomes, the same violations. The naive search
// leaves nothing out and is the oracle; where there are too many schedules for it, or infinitely
// many, states without any reduction is.
#include "tests/checker/oracle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "checker/atomic.h"
#include "checker/memory.h"
#include "checker/report.h"
#include "checker/thread.h"
#include "tests/checker/random_program.h"
#include "tests/checker/spin_program.h"
#include "tests/checker/stack_program.h"
#include "tests/seeds.h"

namespace epcheck::oracle {
namespace {

using random_program::Shape;

struct Counters {
  atomic<int> words[3];
};

TEST(Workers, AnyNumberOfWorkersCountsTheSame) {
  auto body = [] {
    Counters* counters = make<Counters>();
    for (unsigned i = 0; i < 3; ++i)
      thread([counters, i] {
        for (unsigned n = 0; n < 24; ++n) counters->words[(n + i) % 3].fetch_add(1);
        outcome({counters->words[i].load()});
      });
  };
  Result one = check(body, {.report_livelock = false, .jobs = 1});
  ASSERT_GT(one.statistics.states, 20'000u) << "too small to be shared by workers";
  for (unsigned jobs : {2u, 3u}) {
    Result several = check(body, {.jobs = jobs});
    EXPECT_EQ(several.statistics.states, one.statistics.states);
    EXPECT_EQ(several.statistics.transitions, one.statistics.transitions);
    EXPECT_EQ(several.statistics.executions, one.statistics.executions);
    EXPECT_EQ(several.outcomes, one.outcomes);
  }
}

/// What a deep call has left where a later one does not write is no part of the state, though it
/// comes back when steps are undone.
TEST(Stacks, OldFramesThatComeBackAreNoPartOfTheState) {
  auto program = stack_program::generate(216);
  Options options = unreduced(Memory::tso).options;
  options.reductions.learned_words = options.reductions.nested_locks = true;
  EXPECT_TRUE(check([&] { run(program); }, options).complete) << to_string(program);
}

struct Kind {
  const char* name;
  Shape shape;
  std::uint64_t programs;             // for each memory model
  std::vector<std::string> violated;  // what must be found now and then
  bool loops = false;                 // programs that wait in loops, instead of the shape
  bool stacks = false;                // that show each other variables on their stacks
};

const Kind kKinds[] = {
    {"FewThreads", {.max_actions = 4}, 4'000, {"deadlock", "data-race", "assert"}},
    {"ManyThreads",
     {.min_threads = 3, .max_threads = 4, .max_actions = 4},
     2'000,
     {"deadlock", "data-race"}},
    {"Boxes",
     {.max_actions = 4, .boxes = true, .joins = true},
     3'000,
     {"use-after-free", "double-free", "data-race"}},
    {"Joins", {.max_actions = 4, .joins = true}, 2'000, {"deadlock", "data-race"}},
    {"Loops", {}, 500, {"livelock", "data-race"}, true},
    {"Stacks", {}, 3'000, {"use-after-free", "deadlock", "data-race"}, false, true},
};

void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

class Oracle : public testing::TestWithParam<std::tuple<Kind, Memory>> {
 protected:
  const Kind& kind() const { return std::get<0>(GetParam()); }
  Memory memory() const { return std::get<1>(GetParam()); }

  template <class Program>
  static Result search(const Program& program, const Options& options) {
    return check([p = &program] { run(*p); }, options);
  }

  /// By the naive search if that ends soon. An incomplete result: the program is too large.
  template <class Program>
  Found find_out(const Program& program) {
    if (!kind().loops) {
      Options naive{.search = Search::naive, .memory = memory(), .max_states = 400};
      Found found = summary(search(program, naive));
      naive_ += found.complete;
      if (found.complete) return found;
    }
    Options options = unreduced(memory()).options;
    options.max_states = kind().loops ? 600 : 4'000;
    options.report_livelock = kind().loops;
    return summary(search(program, options));
  }

  template <class Program>
  void compare(std::uint64_t seed, const Program& program) {
    const Found expected = find_out(program);
    if (!expected.complete) return;
    ++compared_;
    for (const std::string& property : expected.violated) ++violated_[property];
    Statistics first;
    for (Way& way : ways(seed, memory(), kind().loops)) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", " + way.name + "\n" + to_string(program));
      Result result = search(program, way.options);
      if (way.is_part)
        expect_part(summary(result), expected);
      else if (kind().stacks && (memory() != Memory::sc || way.options.search == Search::dpor))
        expect_verdict(without_later_races(summary(result), way, expected), expected);
      else
        EXPECT_EQ(summary(result), expected);
      if (way.counts_as_first) expect_same_counts(result.statistics, first);
      if (first.states == 0) first = result.statistics;
    }
  }

  static void expect_part(const Found& part, const Found& all) {
    EXPECT_TRUE(std::ranges::includes(all.outcomes, part.outcomes));
    EXPECT_TRUE(std::ranges::includes(all.violated, part.violated));
  }

  /// An access to a variable that has gone may meet the next one at the place, and nobody can tell.
  /// What the program makes of that value is only known to searches that see stacks change.
  static void expect_verdict(const Found& found, const Found& expected) {
    expect_part(found, expected);
    EXPECT_EQ(found.violated, expected.violated);
  }

  /// The dpor search takes a place on a stack for one variable, whatever functions come and go.
  static Found without_later_races(Found found, const Way& way, const Found& expected) {
    if (way.options.search == Search::dpor && !expected.violated.contains("data-race"))
      found.violated.erase("data-race");
    return found;
  }

  static void expect_same_counts(const Statistics& several, const Statistics& one) {
    EXPECT_EQ(several.states, one.states);
    EXPECT_EQ(several.transitions, one.transitions);
    EXPECT_EQ(several.executions, one.executions);
  }

  std::uint64_t compared_ = 0, naive_ = 0;
  std::map<std::string, std::uint64_t> violated_;
};

TEST_P(Oracle, AllWaysToSearchFindTheSame) {
  const Seeds all = seeds(kind().programs);
  for (std::uint64_t seed = all.first; seed < all.end && !HasFailure(); ++seed) {
    Shape shape = kind().shape;
    shape.raw = seed % 8 == 5;
    shape.orders = memory() != Memory::sc || seed % 2 == 0;
    if (kind().loops)
      compare(seed, spin_program::generate(seed));
    else if (kind().stacks)
      compare(seed, stack_program::generate(seed));
    else
      compare(seed, random_program::generate(seed, shape));
  }
  if (HasFailure()) return;
  EXPECT_GT(compared_, all.size() * 3 / 4) << "too many programs are too large";
  EXPECT_GE(naive_, kind().loops ? 0 : all.size() / 20) << "too many are too large for naive";
  for (const std::string& property : kind().violated) {
    EXPECT_GT(violated_[property], all.size() / 500) << property << " is hardly found any more";
  }
}

std::string name_of(const testing::TestParamInfo<std::tuple<Kind, Memory>>& info) {
  const auto& [kind, memory] = info.param;
  return std::string(kind.name) + (memory == Memory::sc    ? "UnderSc"
                                   : memory == Memory::tso ? "UnderTso"
                                                           : "UnderWeak");
}

INSTANTIATE_TEST_SUITE_P(, Oracle,
                         testing::Combine(testing::ValuesIn(kKinds),
                                          testing::Values(Memory::sc, Memory::tso, Memory::weak)),
                         name_of);

}  // namespace
}  // namespace epcheck::oracle
