// SPDX-License-Identifier: MIT
// The weak memory model in programs: locks, threads, waiting, and loops that end.
#include "checker/choice.h"
#include "checker/recorder.h"
#include "tests/checker/weak.h"

namespace epcheck::weak {
namespace {

TEST(Weak, LocksOrderWhatTheyProtect) {
  expect(threads_and_end(
             [](Words& w) {
               w.lock.lock();
               w.x.store(w.x.load(kRlx) + 1, kRlx);
               w.lock.unlock();
             },
             [](Words& w) {
               w.lock.lock();
               w.x.store(w.x.load(kRlx) + 1, kRlx);
               w.lock.unlock();
             }),
         {{2, 0}});
}

TEST(Weak, ALockAlsoOrdersWhatCameBeforeIt) {
  expect(threads(
             [](Words& w) {
               w.x.store(1, kRlx);
               w.lock.lock();
               w.y.store(1, kRlx);
               w.lock.unlock();
             },
             [](Words& w) {
               w.lock.lock();
               int flag = w.y.load(kRlx);
               w.lock.unlock();
               outcome({flag, w.x.load(kRlx)});
             }),
         bits(2, {{1, 0}}));
}

TEST(Weak, StoreBufferingIsAllowedAcrossUnlock) {
  expect(threads(
             [](Words& w) {
               w.lock.lock();
               w.x.store(1, kRlx);
               w.lock.unlock();
               outcome({w.y.load(kRlx)});
             },
             [](Words& w) {
               w.y.store(1, kRlx);
               outcome({w.x.load(kRlx)});
             }),
         bits(2));
}

TEST(Weak, AThreadSeesWhatCameBeforeItsStart) {
  expect(
      [] {
        Words* w = make<Words>();
        thread other([w] { w->y.store(1, kRlx); });
        w->x.store(1, kRlx);
        thread([w] { outcome({w->x.load(kRlx), w->y.load(kRlx)}); });
        other.join();
      },
      {{1, 0}, {1, 1}});
}

TEST(Weak, JoiningShowsAllThatTheThreadDid) {
  expect(
      [] {
        Words* w = make<Words>();
        thread one([w] { w->x.store(1, kRlx); });
        thread two([w] { w->x.store(2, kRlx); });
        one.join();
        outcome({w->x.load(kRlx)});
        two.join();
      },
      {{1}, {2}});
}

TEST(Weak, ASpinningReaderEnds) {
  for (Order order : {kAcq, kSc})
    expect_with_loops(threads(
                          [](Words& w) {
                            w.x.store(1, kRlx);
                            w.y.store(1, kRel);
                          },
                          [=](Words& w) {
                            while (w.y.load(order) == 0) {
                            }
                            outcome({w.x.load(kRlx)});
                          }),
                      {{1}});
}

TEST(Weak, ASpinlockOfCompareAndSwapExcludes) {
  auto add = [](Words& w) {
    int free = 0;
    while (!w.y.compare_exchange_strong(free, 1, kAcq)) free = 0;
    w.x.store(w.x.load(kRlx) + 1, kRlx);
    w.y.store(0, kRel);
  };
  expect_with_loops(threads_and_end(add, add), {{2, 0}});
}

TEST(Weak, ASeqlockReaderSeesBothOrNeither) {
  auto writer = [](Words& w) {
    w.z.store(1, kRlx);
    fence(kRel);
    w.x.store(1, kRlx);
    w.y.store(1, kRlx);
    w.z.store(2, kRel);
  };
  auto reader = [](Order again) {
    return [=](Words& w) {
      for (;;) {
        int before = w.z.load(kAcq);
        int x = w.x.load(kRlx), y = w.y.load(kRlx);
        fence(again);
        if (before % 2 == 0 && w.z.load(kRlx) == before) return outcome({x, y});
      }
    };
  };
  expect_with_loops(threads(writer, reader(kAcq)), {{0, 0}, {1, 1}});
  expect_with_loops(threads(writer, reader(kRel)), {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
}

TEST(Weak, PetersonsLockNeedsSeqCst) {
  auto peterson = [](Order order) {
    return [=] {
      struct Lock {
        atomic<int> wants[2], turn, inside;
      };
      Lock* lock = make<Lock>();
      for (int i = 0; i < 2; ++i)
        thread([lock, i, order] {
          lock->wants[i].store(1, order);
          lock->turn.store(1 - i, order);
          while (lock->wants[1 - i].load(order) == 1 && lock->turn.load(order) == 1 - i) {
          }
          if (lock->inside.exchange(1, kRlx) != 0) fail("exclusion", "both are inside");
          lock->inside.store(0, kRlx);
          lock->wants[i].store(0, order == kSc ? kSc : kRel);
        });
    };
  };
  auto verdict = [](auto body) { return check(body, {.memory = Memory::weak}).verdict; };
  EXPECT_EQ(verdict(peterson(kSc)), Verdict::holds);
  EXPECT_EQ(verdict(peterson(kRlx)), Verdict::violated);
}

struct Sleeper {
  const atomic<int>* word;
  static bool awake(const void* self) {
    return static_cast<const Sleeper*>(self)->word->peek() != 0;
  }
};

TEST(Weak, AWaiterSeesWhatWasReleasedBeforeItWasWoken) {
  auto wake = [](Order order) {
    return threads(
        [=](Words& w) {
          w.x.store(1, kRlx);
          w.y.store(1, order);
        },
        [](Words& w) {
          Sleeper sleeper{&w.y};
          wait_until(Sleeper::awake, &sleeper);
          outcome({w.x.load(kRlx)});
        });
  };
  expect(wake(kRel), {{1}});
  expect(wake(kRlx), {{0}, {1}});
}

TEST(Weak, ALostWakeUpIsFoundWhereTheBarrierIsMissing) {
  // The sleeper says that it sleeps, then looks for work; the waker gives work, then looks for
  // sleepers. Without full barriers each may miss the other.
  auto sleep = [](bool barriers) {
    return threads(
        [=](Words& w) {
          w.x.store(1, kRlx);
          if (barriers) fence();
          if (w.y.load(kRlx) != 0) w.z.store(1, kRel);
        },
        [=](Words& w) {
          w.y.store(1, kRlx);
          if (barriers) fence();
          if (w.x.load(kRlx) != 0) return;
          Sleeper sleeper{&w.z};
          wait_until(Sleeper::awake, &sleeper);
        });
  };
  expect(sleep(true), {{}});
  Result lost = check(sleep(false), {.memory = Memory::weak});
  ASSERT_EQ(lost.violations.size(), 1u);
  EXPECT_EQ(lost.violations[0].property, "deadlock");
}

TEST(Weak, ARecordingSaysWhichReadsAreOld) {
  struct Behind : Recorder {
    void on_thread(unsigned, std::string_view) override {}
    void on_op(const OpEvent& event) override {
      if (event.behind != 0) old.push_back(event);
    }
    void on_note(std::size_t, unsigned, std::string_view, std::string_view,
                 std::string_view) override {}
    void on_violation(std::size_t, unsigned, std::string_view, std::string_view) override {}
    std::vector<OpEvent> old;
  };
  auto body = threads(
      [](Words& w) {
        w.x.store(1, kRlx);
        w.y.store(1, kRlx);
      },
      [](Words& w) {
        if (w.y.load(kRlx) == 1 && w.x.load(kRlx) == 0) fail("stale", "x is old");
      });
  Options options{.memory = Memory::weak};
  Result result = check(body, options);
  ASSERT_EQ(result.violations.size(), 1u);
  options.learned = result.learned;
  Behind seen;
  replay(body, options, result.violations[0].schedule, seen);
  ASSERT_EQ(seen.old.size(), 1u);
  EXPECT_EQ(seen.old[0].value, 0u);
  EXPECT_EQ(seen.old[0].behind, 1u);
}

TEST(Weak, RandomWalksReadOldWritesToo) {
  auto sb = threads(
      [](Words& w) {
        w.x.store(1, kRlx);
        outcome({w.y.load(kRlx)});
      },
      [](Words& w) {
        w.y.store(1, kRlx);
        outcome({w.x.load(kRlx)});
      });
  Result result = check(sb, {.search = Search::random, .memory = Memory::weak, .walks = 1000});
  EXPECT_EQ(result.outcomes, bits(2));
}

TEST(Weak, AnyNumberOfWorkersCountsTheSame) {
  auto adds = [](unsigned from) {
    return [=](Words& w) {
      atomic<int>* words[] = {&w.x, &w.y, &w.z};
      for (unsigned n = 0; n < 5; ++n) words[(from + n) % 3]->fetch_add(1, n == 2 ? kRlx : kSc);
      outcome({words[from]->load(kRlx)});
    };
  };
  auto body = threads(adds(0), adds(1), adds(2));
  Result one = check(body, {.memory = Memory::weak, .jobs = 1});
  ASSERT_GT(one.statistics.states, 20'000u) << "too small to be shared by workers";
  Result two = check(body, {.memory = Memory::weak, .jobs = 2});
  EXPECT_EQ(two.statistics.states, one.statistics.states);
  EXPECT_EQ(two.statistics.transitions, one.statistics.transitions);
  EXPECT_EQ(two.outcomes, one.outcomes);
}

TEST(Weak, MemoryUsedAgainForAnotherVariableIsAnotherWord) {
  auto body = [] {
    Words* w = make<Words>();
    thread user([w] {
      for (int i = 0; i < 2; ++i) {
        atomic<int> mine{i + 5};
        w->x.store(1, kRel);
        mine.fetch_add(1, kRlx);
        if (i == 1) outcome({mine.load(kRlx)});
      }
    });
    user.join();
  };
  expect(body, {{7}});
}

}  // namespace
}  // namespace epcheck::weak
