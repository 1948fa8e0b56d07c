// SPDX-License-Identifier: MIT
// What the states search can do that a stateless one cannot, and what it must not miss by it.
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

using Outcomes = std::set<std::vector<std::int64_t>>;

TEST(States, AnEndlessLoopEndsBecauseStatesRepeat) {
  Result r = check([] {
    atomic<int> x{0};
    thread([&] {
      for (;;) x = 1 - x;
    });
    for (;;) x = 0;
  });
  EXPECT_TRUE(r.complete);
  EXPECT_EQ(r.statistics.executions, 0u);
}

TEST(States, TheLastThreadMayGoRoundUnderEveryMemoryModel) {
  for (Memory memory : {Memory::sc, Memory::tso, Memory::weak})
    for (bool learned_words : {true, false}) {
      Result r = check(
          [] {
            auto* x = make<atomic<int>>();
            thread([x] {
              while (x->load(Order::relaxed) == 0) {
              }
            });
          },
          {.memory = memory,
           .reductions = {.learned_words = learned_words},
           .report_livelock = true});
      ASSERT_EQ(r.violations.size(), 1u);
      EXPECT_EQ(r.violations[0].property, "livelock");
    }
}

TEST(States, GoingRoundForEverIsALivelock) {
  Result r = check(
      [] {
        atomic<int> x{0}, stop{0};
        thread t([&] {
          while (stop != 1) x = 1 - x;
        });
        thread u([&] { stop = static_cast<int>(choose(2)) + 1; });
        t.join();
        u.join();
      },
      {.report_livelock = true});
  ASSERT_EQ(r.violations.size(), 1u);
  EXPECT_EQ(r.violations[0].property, "livelock");
}

TEST(States, AServerThatComesToRestIsNoLivelock) {
  Result r = check(
      [] {
        atomic<int> work{0};
        thread server([&] {
          for (;;) {
            wait_until([](const void* p) { return static_cast<const atomic<int>*>(p)->peek() > 0; },
                       &work);
            work.fetch_sub(1);
          }
        });
        server.daemon();
        work.fetch_add(1);
        work.fetch_add(1);
        for (;;) wait_until([](const void*) { return false; }, nullptr);
      },
      {.report_deadlock = false, .report_livelock = true});
  EXPECT_EQ(r.verdict, Verdict::holds);
}

TEST(States, AProgramThatCountsItsRunsIsNondeterministic) {
  static int runs = 0;
  Result r = check([] {
    atomic<int> x{0};
    x = ++runs;
    thread t([&] { x = ++runs; });
    t.join();
  });
  EXPECT_EQ(r.verdict, Verdict::nondeterministic);
}

/// What comes too late to a variable that has ended comes in time in another schedule.
TEST(States, TheEndOfAThreadIsNoReasonToComeTooLate) {
  struct Node {
    atomic<Node*> next;
    atomic<int> value;
  };
  auto body = [] {
    auto* head = make<atomic<Node*>>();
    auto link_up = [head] {
      Node own{};
      own.value.store(3);
      Node* before = head->exchange(&own);
      if (before != nullptr) before->value.fetch_add(1);
      outcome({own.value.load()});
    };
    thread(link_up, "first");
    thread(link_up, "second");
  };
  EXPECT_EQ(check(body).outcomes, check(body, {.search = Search::naive}).outcomes);
}

TEST(States, AThreadThatJoinsForEverHidesNobody) {
  auto body = [] {
    auto* x = make<atomic<int>>();
    thread child([] {});
    thread([x] { x->store(1); }, "writer");
    auto reader = [x] {
      if (x->load() == 1) fail("seen", "the writer has run");
    };
    thread(reader, "reader");
    for (;;) child.join();
  };
  Result r = check(body);
  ASSERT_EQ(r.violations.size(), 1u);
  EXPECT_EQ(r.violations[0].property, "seen");
}

TEST(States, AHitBoundIsIncomplete) {
  Result r = check(
      [] {
        atomic<int> x{0};
        thread t([&] { x = 1, x = 2, x = 3; });
        thread u([&] { x = 4, x = 5, x = 6; });
        t.join();
        u.join();
      },
      {.max_states = 8});
  EXPECT_EQ(r.verdict, Verdict::incomplete);
  EXPECT_FALSE(r.complete);
}

}  // namespace
}  // namespace epcheck
