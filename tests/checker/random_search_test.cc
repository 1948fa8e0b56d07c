// SPDX-License-Identifier: MIT
// The random search finds what is likely, says the same for the same seed, and never `holds`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/choice.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/recorder.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

using Outcomes = std::set<std::vector<std::int64_t>>;
using testing::HasSubstr;

void crossed_locks() {
  mutex a, b;
  thread t([&] { a.lock(), b.lock(), b.unlock(), a.unlock(); }, "left");
  thread u([&] { b.lock(), a.lock(), a.unlock(), b.unlock(); }, "right");
  t.join();
  u.join();
}

void lost_update() {
  plain<int> n{0};
  auto add = [&] { n = n + 1; };
  thread t(add), u(add);
  t.join();
  u.join();
  outcome({n});
}

/// Two threads whose walks differ in length, and nothing to find.
void unequal_walks() {
  atomic<int> x{0};
  thread t([&] {
    for (int i = 0; i < 10 && x != 1; ++i) x = 2;
  });
  thread u([&] { x = 1; });
  t.join();
  u.join();
  outcome({x});
}

/// One step of the first thread leaves the door open; all 30 of the second must be made then.
void narrow_door() {
  atomic<int> open{0}, noise{0};
  thread t([&] {
    for (int i = 0; i < 100; ++i) noise = i;
    open = 1;
    open = 0;
    for (int i = 0; i < 100; ++i) noise = i;
  });
  thread u([&] {
    int seen = 0;
    for (int i = 0; i < 30; ++i) {
      noise = i;
      seen += open;
    }
    require(seen < 30, "always open");
  });
  t.join();
  u.join();
}

struct ViolationSeen : Recorder {
  void on_thread(unsigned, std::string_view) override {}
  void on_op(const OpEvent&) override {}
  void on_note(std::size_t, unsigned, std::string_view, std::string_view,
               std::string_view) override {}
  void on_violation(std::size_t, unsigned, std::string_view name, std::string_view) override {
    property = name;
  }
  std::string property;
};

class RandomSearch : public testing::TestWithParam<unsigned> {
 protected:
  Options options(std::uint64_t walks) const {
    return {.search = Search::random, .walks = walks, .pct_depth = GetParam()};
  }
};
INSTANTIATE_TEST_SUITE_P(Depths, RandomSearch, testing::Values(0u, 1u, 2u, 3u),
                         [](const auto& info) {
                           return info.param == 0 ? "uniform" : "pct" + std::to_string(info.param);
                         });

TEST_P(RandomSearch, ALikelyOutcomeIsSeen) {
  // Without a change of priorities no thread is interrupted, and no update is lost.
  Outcomes likely = GetParam() == 1 ? Outcomes{{2}} : Outcomes{{1}, {2}};
  EXPECT_EQ(check(lost_update, options(100)).outcomes, likely);
}

TEST_P(RandomSearch, TheSameSeedGivesTheSame) {
  Result first = check(unequal_walks, options(50));
  Result second = check(unequal_walks, options(50));
  EXPECT_EQ(first.statistics.transitions, second.statistics.transitions);
  EXPECT_EQ(first.outcomes, second.outcomes);
  EXPECT_EQ(first.note, second.note);
}

TEST_P(RandomSearch, FindingNothingIsIncomplete) {
  Result r = check(unequal_walks, options(50));
  EXPECT_EQ(r.verdict, Verdict::incomplete);
  EXPECT_EQ(r.statistics.executions, 50u);
  EXPECT_THAT(r.note, HasSubstr("50 random walks of up to"));
}

TEST_P(RandomSearch, ALoopThatWaitsIsLeft) {
  Result r = check(
      [] {
        atomic<int> go{0};
        thread t([&] {
          while (go == 0) {
          }
        });
        thread u([&] {
          while (go == 0) {
          }
        });
        go = 1;
        t.join();
        u.join();
      },
      options(100));
  EXPECT_EQ(r.statistics.executions, 100u);
}

TEST_P(RandomSearch, AnEndlessWalkIsCut) {
  Result r = check(
      [] {
        atomic<int> x{0};
        thread([&] {
          for (;;) x = 1 - x;
        });
        for (;;) x = 0;
      },
      options(2));
  EXPECT_EQ(r.verdict, Verdict::incomplete);
  EXPECT_EQ(r.statistics.transitions, 20'000u);
  EXPECT_THAT(r.note, HasSubstr("2 were cut"));
}

TEST_P(RandomSearch, AProgramThatCountsItsRunsIsNondeterministic) {
  static int runs = 0;
  Result r = check(
      [] {
        atomic<int> x{0};
        x = ++runs;
        thread t([&] { x = ++runs; });
        t.join();
      },
      options(10));
  EXPECT_EQ(r.verdict, Verdict::nondeterministic);
}

TEST(Random, CrossedLocksDeadlock) {
  Result r = check(crossed_locks, {.search = Search::random, .walks = 100});
  ASSERT_EQ(r.violations.size(), 1u);
  EXPECT_EQ(r.violations[0].property, "deadlock");
  EXPECT_EQ(r.violations[0].preemptions, 1u);
}

TEST(Random, AnotherSeedTakesOtherWalks) {
  Result one = check(unequal_walks, {.search = Search::random, .seed = 1, .walks = 50});
  Result two = check(unequal_walks, {.search = Search::random, .seed = 2, .walks = 50});
  EXPECT_NE(one.statistics.transitions, two.statistics.transitions);
}

TEST(Random, AllJobsGiveTheSame) {
  Result one = check(unequal_walks, {.search = Search::random, .walks = 50, .jobs = 1});
  Result two = check(unequal_walks, {.search = Search::random, .walks = 50, .jobs = 2});
  EXPECT_EQ(one.statistics.transitions, two.statistics.transitions);
}

TEST(Random, PctFindsABugThatNeedsOneChangeAmongManySteps) {
  Result r = check(narrow_door, {.search = Search::random, .walks = 5000, .pct_depth = 2});
  EXPECT_EQ(r.verdict, Verdict::violated);
}

TEST(Random, UniformWalksMissABugThatNeedsLongRuns) {
  Result r = check(narrow_door, {.search = Search::random, .walks = 5000});
  EXPECT_EQ(r.verdict, Verdict::incomplete);
}

TEST(Random, PctWithoutAChangeMissesABugThatNeedsOne) {
  Result r = check(narrow_door, {.search = Search::random, .walks = 5000, .pct_depth = 1});
  EXPECT_EQ(r.verdict, Verdict::incomplete);
}

/// The walk that fails is also the first to show that `y` is shared.
TEST(Random, AWalkThatLearnsAndFailsIsNotLost) {
  auto rare = [] {
    atomic<int> y{0};
    thread t([&] {
      bool all_zeros = true;
      for (int i = 0; i < 13; ++i) all_zeros = choose(2) == 0 && all_zeros;
      if (all_zeros) require(y == 0, "y was written");
    });
    y = 1;
    t.join();
  };
  Options options{.search = Search::random, .seed = 2};
  Result r = check(rare, options);
  ASSERT_EQ(r.violations.size(), 1u);
  options.learned = r.learned;
  ViolationSeen seen;
  replay(rare, options, r.violations[0].schedule, seen);
  EXPECT_EQ(seen.property, "assert");
}

/// A walk that fails is taken again with what was known when it began, and that is also that the
/// slot hands the box over.
TEST(Random, AWalkTakenAgainKnowsWhatAtomicsOrder) {
  auto freed_under_a_reader = [] {
    auto* slot = make<atomic<plain<int>*>>(nullptr);
    thread([=] {
      auto* box = make<plain<int>>(0);
      *box = 1;
      slot->store(box, Order::release);
    });
    thread([=] {
      if (plain<int>* box = slot->load(Order::acquire)) outcome({*box});
    });
    thread([=] {
      if (plain<int>* box = slot->load(Order::acquire)) destroy(box);
    });
  };
  Result r = check(freed_under_a_reader, {.search = Search::random});
  ASSERT_EQ(r.violations.size(), 1u);
  EXPECT_EQ(r.violations[0].property, "use-after-free");
}

TEST(Random, ABoundEndsTheWalks) {
  Result r = check(unequal_walks, {.search = Search::random, .max_states = 7});
  EXPECT_EQ(r.statistics.executions, 7u);
  EXPECT_THAT(r.note, HasSubstr("the bound max_states was reached; 7 random walks"));
}

/// The program is too large to shorten in: the schedule is that of the walk, and it can be
/// replayed.
TEST(Random, AScheduleThatCannotBeShortenedIsTheOneFound) {
  auto many_states = [] {
    atomic<int> n[4]{};
    atomic<int> arrived{0};
    auto body = [&] {
      for (int i = 0; i < 40; ++i) n[choose(4)].fetch_add(1);
      if (arrived.fetch_add(1) == 3) require(false, "all arrived");
    };
    thread a(body), b(body), c(body), d(body);
    a.join(), b.join(), c.join(), d.join();
  };
  Options options{.search = Search::random, .walks = 10};
  Result r = check(many_states, options);
  ASSERT_EQ(r.violations.size(), 1u);
  EXPECT_FALSE(r.violations[0].shortest);
  EXPECT_GT(r.violations[0].preemptions, 0u);
  options.learned = r.learned;
  ViolationSeen seen;
  EXPECT_EQ(replay(many_states, options, r.violations[0].schedule, seen),
            r.violations[0].schedule.size());
  EXPECT_EQ(seen.property, r.violations[0].property);
}

}  // namespace
}  // namespace epcheck
