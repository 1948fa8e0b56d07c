// SPDX-License-Identifier: MIT
// Store buffers beside all else that a program has: locks, threads, waiting, stacks, freed memory.
#include "checker/choice.h"
#include "tests/checker/tso.h"

namespace epcheck::tso {
namespace {

TEST(Tso, AnUnlockIsBufferedToo) {
  expect(two(
             [](Words& w) {
               w.lock.lock();
               w.write_x(1);
               w.lock.unlock();
               outcome({w.read_y()});
             },
             [](Words& w) {
               w.other.lock();
               w.write_y(1);
               w.other.unlock();
               outcome({w.read_x()});
             }),
         kAllPairs);
}

TEST(Tso, TakingALockIsABarrier) {
  expect(two(
             [](Words& w) {
               w.write_x(1);
               w.lock.lock();
               outcome({w.read_y()});
               w.lock.unlock();
             },
             [](Words& w) {
               w.write_y(1);
               w.other.lock();
               outcome({w.read_x()});
               w.other.unlock();
             }),
         kNotBothZero);
}

TEST(Tso, DataUnderALockIsSeenInOrder) {
  auto add = [](Words& w) {
    w.lock.lock();
    std::int64_t x = w.read_x();
    w.write_x(static_cast<int>(x + 1));
    w.lock.unlock();
    outcome({x});
  };
  expect(two(add, add), {{0, 1}, {1, 0}});
}

// While the unlock is in the buffer the lock is not free, as try_lock can tell.
TEST(Tso, TryLockFailsUntilTheUnlockIsSeen) {
  expect(two(
             [](Words& w) {
               w.lock.lock();
               w.lock.unlock();
               outcome({w.read_x()});
             },
             [](Words& w) {
               w.x = 1;
               bool taken = w.lock.try_lock();
               if (taken) w.lock.unlock();
               outcome({taken});
             }),
         {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
}

TEST(Tso, JoiningWaitsUntilTheStoresAreSeen) {
  expect(
      [] {
        Words* w = make<Words>();
        thread writer([w] {
          w->write_x(1);
          w->write_y(1);
        });
        thread([w] { outcome({w->read_x()}); });
        writer.join();
        outcome({w->read_x(), w->read_y()});
      },
      {{1, 1, 0}, {1, 1, 1}});
}

TEST(Tso, JoiningAllWaitsUntilTheStoresOfEachAreSeen) {
  expect(
      [] {
        Words* w = make<Words>();
        thread([w] { w->write_x(1); });
        thread([w] { w->write_y(1); });
        this_thread::join_all();
        outcome({w->read_x(), w->read_y()});
      },
      {{1, 1}});
}

// What a thread has written before it starts another is seen by that.
TEST(Tso, StartingAThreadIsABarrier) {
  expect(
      [] {
        Words* w = make<Words>();
        thread([w] { outcome({w->read_y()}); });
        w->write_x(1);
        thread([w] { outcome({w->read_x()}); });
        w->write_y(1);
      },
      {{0, 1}, {1, 1}});
}

// Waiting is a barrier; what is waited for is what is in memory.
TEST(Tso, AThreadThatSleepsHasNothingInItsBuffer) {
  auto is_set = [](const void* word) { return static_cast<const atomic<int>*>(word)->peek() != 0; };
  expect(two(
             [is_set](Words& w) {
               w.write_x(1);
               wait_until(is_set, &w.y);
               outcome({1});
             },
             [is_set](Words& w) {
               w.write_y(1);
               wait_until(is_set, &w.x);
               outcome({1});
             }),
         {{1, 1}});
}

// The words are on the stack of a thread that writes them: the stores of others and its own go
// through buffers all the same.
TEST(Tso, WordsOnAStackAreBuffered) {
  expect(
      [] {
        atomic<int> x, y;
        thread other([&] {
          y.store(1, kRelaxed);
          outcome({x.load(kRelaxed)});
        });
        x.store(1, kRelaxed);
        std::int64_t seen = y.load(kRelaxed);
        other.join();
        outcome({seen, x.load(kRelaxed), y.load(kRelaxed)});
      },
      {{0, 1, 1, 0}, {0, 1, 1, 1}, {1, 1, 1, 0}, {1, 1, 1, 1}});
}

[[gnu::noinline]] void publish(atomic<atomic<int>*>& where, int value) {
  atomic<int> word{0};
  where.store(&word, kRelaxed);
  word.store(value, kRelaxed);
  word.load(kRelaxed);
  where.store(nullptr, kRelaxed);
  while (where.load(kRelaxed) != nullptr) {
  }
}

// A store to a word on the stack is still in the buffer when the function has returned, and the
// next call has a new variable at the same place.
TEST(Tso, AStackIsUsedAnewWhileOldStoresAreInTheBuffer) {
  expect(
      [] {
        struct Shared {
          atomic<atomic<int>*> where;
        };
        Shared* shared = make<Shared>();
        thread([shared] { outcome({shared->where.load(kRelaxed) != nullptr}); });
        publish(shared->where, 5);
        publish(shared->where, 6);
      },
      {{0}, {1}});
}

// The store to x is in a buffer while both threads wait for each other.
TEST(Tso, DeadlockWithStoresInTheBuffer) {
  expect_violated(two(
                      [](Words& w) {
                        w.lock.lock();
                        w.write_x(1);
                        w.other.lock();
                        w.other.unlock();
                        w.lock.unlock();
                      },
                      [](Words& w) {
                        w.other.lock();
                        w.lock.lock();
                        w.read_x();
                        w.lock.unlock();
                        w.other.unlock();
                      }),
                  "deadlock");
}

// Peterson's lock without a fence.
TEST(Tso, ABufferedFlagBreaksMutualExclusion) {
  auto enter = [](Words& w, atomic<int>& mine, atomic<int>& others) {
    mine.store(1, kRelaxed);
    if (others.load(kRelaxed) == 0) {
      w.lock.lock();
      bool alone = w.other.try_lock();
      w.lock.unlock();
      require(alone, "two threads are inside");
    }
  };
  expect_violated(
      two([enter](Words& w) { enter(w, w.x, w.y); }, [enter](Words& w) { enter(w, w.y, w.x); }),
      "assert");
}

TEST(Tso, AStoreThatIsSeenAfterTheMemoryWasFreedIsReported) {
  expect_violated(
      [] {
        Words* w = make<Words>();
        Words* flag = make<Words>();
        thread([w, flag] {
          if (flag->read_y() == 0) w->write_x(1);
        });
        flag->write_y(1);
        w->read_x();
        destroy(w);
      },
      "use-after-free");
}

TEST(Tso, AThreadMayFreeWhatItHasJustWritten) {
  expect(
      [] {
        Words* w = make<Words>();
        Words* gone = make<Words>();
        thread([w] { outcome({w->read_x()}); });
        gone->write_x(1);
        destroy(gone);
        w->write_x(1);
      },
      {{0}, {1}});
}

TEST(Tso, ARecordingTellsWhenAStoreIsSeen) {
  class Tape : public Recorder {
   public:
    void on_thread(unsigned, std::string_view) override {}
    void on_op(const OpEvent& event) override {
      if (event.thread != 0 && event.address != nullptr)
        events.push_back({event.thread, event.code.kind});
    }
    void on_note(std::size_t, unsigned, std::string_view, std::string_view,
                 std::string_view) override {}
    void on_violation(std::size_t, unsigned, std::string_view, std::string_view) override {}
    std::vector<std::pair<unsigned, OpKind>> events;
  };
  auto body =
      two([](Words& w) { w.write_x(1); }, [](Words& w) { require(w.read_x() == 0, "seen"); });
  Options options{.memory = Memory::tso};
  Result result = check(body, options);
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations[0].preemptions, 0u);
  options.learned = result.learned;
  Tape tape;
  replay(body, options, result.violations[0].schedule, tape);
  EXPECT_EQ(tape.events, (std::vector<std::pair<unsigned, OpKind>>{
                             {1, OpKind::store}, {1, OpKind::drain}, {2, OpKind::load}}));
}

TEST(Tso, AnyNumberOfWorkersCountsTheSame) {
  auto body = [] {
    Words* w = make<Words>();
    for (int i = 0; i < 3; ++i)
      thread([w, i] {
        for (int n = 0; n < 4; ++n) {
          (n % 2 ? w->x : w->y).store(3 * n + i, kRelaxed);
          (n % 2 ? w->y : w->x).load(kRelaxed);
        }
      });
  };
  Result one = check(body, {.memory = Memory::tso, .jobs = 1});
  ASSERT_GT(one.statistics.states, 20'000u) << "too small to be shared by workers";
  Result two = check(body, {.memory = Memory::tso, .jobs = 2});
  EXPECT_EQ(two.statistics.states, one.statistics.states);
  EXPECT_EQ(two.statistics.transitions, one.statistics.transitions);
  EXPECT_EQ(two.outcomes, one.outcomes);
}

// A loop of stores has endlessly many states if no store is ever seen: the buffer is bounded, and
// the search says so.
TEST(Tso, ABufferThatIsFullMakesTheSearchIncomplete) {
  Result result = check(
      [] {
        Words* w = make<Words>();
        thread([w] {
          for (;;) w->write_x(1);
        });
        outcome({w->read_x()});
      },
      {.memory = Memory::tso});
  EXPECT_EQ(result.verdict, Verdict::incomplete);
  EXPECT_EQ(result.note, "a thread had 32 stores in its buffer and was made to drain it");
}

}  // namespace
}  // namespace epcheck::tso
