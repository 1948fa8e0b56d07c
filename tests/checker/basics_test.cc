// SPDX-License-Identifier: MIT
// The smallest programs whose exact set of outcomes everybody knows.
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/choice.h"
#include "checker/ghost.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

using Outcomes = std::set<std::vector<std::int64_t>>;

/// Both searches, so that each rule is tested twice.
class Basics : public testing::TestWithParam<Search> {
 protected:
  Options options() const { return {.search = GetParam()}; }
};
INSTANTIATE_TEST_SUITE_P(Searches, Basics,
                         testing::Values(Search::states, Search::dpor, Search::naive),
                         [](const auto& info) {
                           if (info.param == Search::dpor) return "dpor";
                           return info.param == Search::states ? "states" : "naive";
                         });

TEST_P(Basics, ReadIsBeforeOrAfterAWrite) {
  Result r = check(
      [] {
        atomic<int> x{0};
        thread t([&] { x = 1; });
        int seen = x;
        t.join();
        outcome({seen});
      },
      options());
  EXPECT_EQ(r.outcomes, (Outcomes{{0}, {1}}));
  EXPECT_EQ(r.verdict, Verdict::holds);
}

TEST_P(Basics, StoreBufferingIsForbiddenUnderSc) {
  Result r = check(
      [] {
        atomic<int> x{0}, y{0};
        plain<int> a{9}, b{9};
        thread t([&] {
          x = 1;
          a = y;
        });
        thread u([&] {
          y = 1;
          b = x;
        });
        t.join();
        u.join();
        outcome({a, b});
      },
      options());
  EXPECT_EQ(r.outcomes, (Outcomes{{0, 1}, {1, 0}, {1, 1}}));
}

TEST_P(Basics, LostUpdateWithoutALock) {
  Result r = check(
      [] {
        plain<int> n{0};
        auto add = [&] { n = n + 1; };
        thread t(add), u(add);
        t.join();
        u.join();
        outcome({n});
      },
      options());
  EXPECT_EQ(r.outcomes, (Outcomes{{1}, {2}}));
}

TEST_P(Basics, NoLostUpdateWithALock) {
  Result r = check(
      [] {
        plain<int> n{0};
        mutex m;
        auto add = [&] {
          m.lock();
          n = n + 1;
          m.unlock();
        };
        thread t(add), u(add);
        t.join();
        u.join();
        outcome({n});
      },
      options());
  EXPECT_EQ(r.outcomes, (Outcomes{{2}}));
}

TEST_P(Basics, CrossedLocksDeadlockAndTheCycleIsNamed) {
  Result r = check(
      [] {
        mutex a, b;
        thread t([&] { a.lock(), b.lock(), b.unlock(), a.unlock(); }, "left");
        thread u([&] { b.lock(), a.lock(), a.unlock(), b.unlock(); }, "right");
        t.join();
        u.join();
      },
      options());
  ASSERT_EQ(r.violations.size(), 1u);
  EXPECT_EQ(r.violations[0].property, "deadlock");
  EXPECT_EQ(r.violations[0].message,
            "left waits for a lock, held by right, right waits for a lock, held by left");
  EXPECT_EQ(r.violations[0].preemptions, 1u);
}

TEST_P(Basics, EachChoiceIsTaken) {
  Result r = check(
      [] {
        outcome({static_cast<int>(choose(3)), static_cast<int>(choose(2))});
      },
      options());
  EXPECT_EQ(r.outcomes, (Outcomes{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 0}, {2, 1}}));
}

TEST_P(Basics, ASleeperWhoseConditionNeverHoldsIsADeadlock) {
  Result r = check(
      [] {
        atomic<int> x{0};
        wait_until([](const void* p) { return static_cast<const atomic<int>*>(p)->peek() == 1; },
                   &x);
      },
      options());
  ASSERT_EQ(r.violations.size(), 1u);
  EXPECT_EQ(r.violations[0].message, "main sleeps for ever");
}

TEST_P(Basics, FreedMemoryIsNotTouched) {
  Result r = check(
      [] {
        auto* x = make<atomic<int>>(0);
        thread t([x] { *x = 1; });
        destroy(x);
        t.join();
      },
      options());
  ASSERT_EQ(r.violations.size(), 1u);
  EXPECT_EQ(r.violations[0].property, "use-after-free");
}

/// A function whose variable outlives it, as a pointer that another thread has.
[[gnu::noinline]] void lend(atomic<atomic<int>*>* place, atomic<int>* go_on) {
  atomic<int> variable{0};
  place->store(&variable);
  wait_until([](const void* p) { return static_cast<const atomic<int>*>(p)->peek() == 1; }, go_on);
}

TEST_P(Basics, AVariableOfAFunctionThatHasReturnedIsNotTouched) {
  Result r = check(
      [] {
        auto* place = make<atomic<atomic<int>*>>(nullptr);
        auto* go_on = make<atomic<int>>(0);
        thread([=] { lend(place, go_on); });
        thread([=] {
          wait_until(
              [](const void* p) {
                return static_cast<const atomic<atomic<int>*>*>(p)->peek() != nullptr;
              },
              place);
          atomic<int>* lent = *place;
          *go_on = 1;
          *lent = 5;
        });
      },
      options());
  ASSERT_EQ(r.violations.size(), 1u);
  EXPECT_EQ(r.violations[0].property, "use-after-free");
}

TEST_P(Basics, AnAccessThatEndsTheExecutionIsSeenInTimeToo) {
  Result r = check(
      [] {
        auto* word = make<atomic<int>>(7);
        thread([=] {
          thread([=] { outcome({word->load()}); });
          destroy(word);
        });
      },
      options());
  EXPECT_EQ(r.violations.size(), 1u);
  EXPECT_EQ(r.outcomes, (Outcomes{{7}}));
}

TEST_P(Basics, AFailureDoesNotHideWhatOthersWouldHaveDone) {
  Result r = check(
      [] {
        auto* word = make<plain<int>>(0);
        auto* other = make<atomic<int>>(0);
        thread([=] {
          *word = 1;
          other->load();
          fail("a", "first");
        });
        thread([=] { fail(*word == 1 ? "b" : "c", "second"); });
      },
      options());
  std::set<std::string> violated;
  for (const Violation& violation : r.violations) violated.insert(violation.property);
  EXPECT_EQ(violated, (std::set<std::string>{"a", "b", "c", "data-race"}));
}

TEST_P(Basics, JoiningAThreadThatFinishedBeforeOrdersNothingElse) {
  Result r = check(
      [] {
        auto* word = make<plain<int>>(0);
        thread done([] {});
        for (int mine : {1, 2})
          thread([=]() mutable {
            done.join();
            *word = mine;
            outcome({word->load()});
          });
      },
      options());
  EXPECT_EQ(r.outcomes, (Outcomes{{1, 1}, {1, 2}, {2, 2}}));
}

TEST_P(Basics, ManyLocksOrderOnlyTheirHolders) {
  Result r = check(
      [] {
        struct Locks {
          mutex each[40];
        };
        auto* locks = make<Locks>();
        auto* word = make<plain<int>>(0);
        for (mutex& lock : locks->each) lock.lock(), lock.unlock();
        for (int mine : {1, 2})
          thread([=] {
            locks->each[mine].lock();
            locks->each[mine].unlock();
            *word = mine;
            outcome({word->load()});
          });
      },
      options());
  EXPECT_EQ(r.outcomes, (Outcomes{{1, 1}, {1, 2}, {2, 2}}));
}

TEST_P(Basics, JoiningAllWaitsForEachThreadAndComesAfterWhatItDid) {
  Result r = check(
      [] {
        auto* x = make<atomic<int>>();
        for (int i = 0; i < 2; ++i) thread([x] { x->fetch_add(1); });
        this_thread::join_all();
        outcome({x->load()});
      },
      options());
  EXPECT_EQ(r.outcomes, (Outcomes{{2}}));
  EXPECT_EQ(r.verdict, Verdict::holds);
}

TEST_P(Basics, WhatWasNotAllocatedIsNotFreed) {
  Result r = check([] { epc_free(reinterpret_cast<char*>(make<Outcomes>()) + 16); }, options());
  ASSERT_EQ(r.violations.size(), 1u);
  EXPECT_EQ(r.violations[0].property, "invalid-free");
}

TEST_P(Basics, ANullLockIsReported) {
  Result r = check([] { make<plain<mutex*>>(nullptr)->load()->lock(); }, options());
  ASSERT_EQ(r.violations.size(), 1u);
  EXPECT_EQ(r.violations[0].property, "null-dereference");
}

TEST_P(Basics, AGhostPointOfANullObjectIsReported) {
  struct Object {
    int before, observed;
  };
  Result result = check(
      [] {
        auto* object = make<atomic<Object*>>();
        for (int i = 0; i < 2; ++i) thread([object] { ghost_point(&object->load()->observed); });
      },
      options());
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations[0].property, "null-dereference");
}

TEST_P(Basics, ALockThatIsFreedWhileHeldIsSeen) {
  Result r = check(
      [] {
        auto* lock = make<mutex>();
        auto* state = make<atomic<int>>(0);
        thread([=] {
          lock->lock();
          *state = 1;
          lock->unlock();
        });
        thread([=] {
          if (*state == 0) return;
          destroy(lock);
        });
      },
      options());
  ASSERT_EQ(r.violations.size(), 1u);
  EXPECT_EQ(r.violations[0].property, "use-after-free");
}

TEST_P(Basics, AReaderIsAdmittedBesideAReaderNotBesideAWriter) {
  Result r = check(
      [] {
        rwlock lock;
        atomic<int> readers{0}, most{0};
        auto read = [&] {
          lock.lock_shared();
          int now = ++readers;
          if (now > most) most = now;
          --readers;
          lock.unlock_shared();
        };
        thread t(read), u(read);
        lock.lock();
        require(readers == 0, "a reader is in");
        lock.unlock();
        t.join();
        u.join();
        outcome({most});
      },
      options());
  EXPECT_TRUE(r.violations.empty());
  EXPECT_EQ(r.outcomes, (Outcomes{{1}, {2}}));
}

/// It is the only one left, so none of its operations needs to be a scheduling point.
TEST(Steps, OfTheLastThreadAreCutWhereNothingIsLearned) {
  Result r = check(
      [] {
        auto* flag = make<atomic<int>>(0);
        thread([flag] {
          while (flag->load() == 0) {
          }
        });
      },
      {.reductions = {.learned_words = false}});
  EXPECT_TRUE(r.complete);
  EXPECT_EQ(r.statistics.executions, 0u);
}

}  // namespace
}  // namespace epcheck
