// SPDX-License-Identifier: MIT
// Data races under the weak memory model: happens-before is that of RC11.
#include <gmock/gmock.h>

#include "checker/recorder.h"
#include "tests/checker/weak.h"

namespace epcheck::weak {
namespace {

struct Shared {
  atomic<int> flag, other;
  plain<int> data;
  mutex lock;
};

template <class... F>
auto sharing(F... bodies) {
  return [=] {
    Shared* s = make<Shared>();
    (thread([s, bodies] { bodies(*s); }), ...);
  };
}

/// Every search finds a data race, or none.
template <class F>
void expect_race(F body, bool race) {
  for (const Options& options : searches()) {
    std::set<std::string> violated;
    for (const Violation& violation : check(body, options).violations)
      violated.insert(violation.property);
    EXPECT_EQ(violated, race ? std::set<std::string>{"data-race"} : std::set<std::string>{});
  }
}

auto message(Order store, Order load, Order before = kRlx, Order after = kRlx) {
  return sharing(
      [=](Shared& s) {
        s.data = 1;
        if (before != kRlx) fence(before);
        s.flag.store(1, store);
      },
      [=](Shared& s) {
        if (s.flag.load(load) == 0) return;
        if (after != kRlx) fence(after);
        outcome({s.data.load()});
      });
}

TEST(WeakRaces, AMessageIsReleasedAndAcquired) {
  expect_race(message(kRel, kAcq), false);
  expect_race(message(kRlx, kRlx, kRel, kAcq), false);
  expect_race(message(kRlx, kAcq), true);
  expect_race(message(kRel, kRlx), true);
  expect_race(message(kRlx, kRlx, kAcq, kAcq), true);
}

TEST(WeakRaces, PlainAccessesThatNothingOrdersRace) {
  auto set = [](Shared& s) { s.data = 1; };
  expect_race(sharing(set, set), true);
  expect_race(sharing(set, [](Shared& s) { outcome({s.data.load()}); }), true);
}

TEST(WeakRaces, AHandMadeLockOrders) {
  auto add = [](Shared& s) {
    int free = 0;
    if (!s.flag.compare_exchange_strong(free, 1, kAcq)) return;
    s.data = s.data.load() + 1;
    s.flag.store(0, kRel);
  };
  expect_race(sharing(add, add), false);
}

TEST(WeakRaces, AnUpdateCarriesTheReleaseOn) {
  expect_race(sharing(
                  [](Shared& s) {
                    s.data = 1;
                    s.flag.store(1, kRel);
                  },
                  [](Shared& s) { s.flag.fetch_add(1, kRlx); },
                  [](Shared& s) {
                    if (s.flag.load(kAcq) == 2) outcome({s.data.load()});
                  }),
              false);
}

/// The order of the two sections decides, and merged states forget it.
TEST(WeakRaces, ARaceIsNotHiddenByMergingStates) {
  expect_race(sharing(
                  [](Shared& s) {
                    s.data = 1;
                    s.lock.lock();
                    s.lock.unlock();
                    s.flag.store(1, kRlx);
                  },
                  [](Shared& s) {
                    s.lock.lock();
                    s.lock.unlock();
                    if (s.flag.load(kRlx) != 0) outcome({s.data.load()});
                  }),
              true);
}

TEST(WeakRaces, BothAccessesAreNamed) {
  for (const Options& options : searches()) {
    Result result = check(message(kRel, kRlx), options);
    ASSERT_EQ(result.violations.size(), 1u);
    EXPECT_THAT(result.violations[0].message,
                testing::MatchesRegex("thread 1 writes at weak_races_test.cc:[0-9]+ and thread 2 "
                                      "reads at weak_races_test.cc:[0-9]+, and neither comes "
                                      "before the other"));
  }
}

TEST(WeakRaces, AReplayShowsTheRace) {
  struct Seen : Recorder {
    void on_thread(unsigned, std::string_view) override {}
    void on_op(const OpEvent&) override {}
    void on_note(std::size_t, unsigned, std::string_view, std::string_view,
                 std::string_view) override {}
    void on_violation(std::size_t, unsigned, std::string_view name, std::string_view) override {
      last = name;
    }
    std::string last;
  };
  auto body = message(kRel, kRlx);
  for (Options options : searches()) {
    Result result = check(body, options);
    ASSERT_EQ(result.violations.size(), 1u);
    EXPECT_TRUE(result.violations[0].shortest);
    options.learned = result.learned;
    Seen seen;
    replay(body, options, result.violations[0].schedule, seen);
    EXPECT_EQ(seen.last, "data-race");
  }
}

TEST(WeakRaces, JoiningOrders) {
  auto body = [] {
    Shared* s = make<Shared>();
    thread one([s] { s->data = 1; });
    one.join();
    thread two([s] { s->data = 2; });
    two.join();
    outcome({s->data.load()});
  };
  expect_race(body, false);
}

}  // namespace
}  // namespace epcheck::weak
