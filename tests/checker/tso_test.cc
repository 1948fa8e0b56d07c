// SPDX-License-Identifier: MIT
// x86-TSO: which outcomes store buffers allow, and which they do not. The names of n5, n6, n7 and
// iwp tests are those of Sewell, Sarkar, Owens, Zappa Nardelli and Myreen, "x86-TSO", CACM 2010.
#include "tests/checker/tso.h"

namespace epcheck::tso {
namespace {

TEST(Tso, StoreBufferingIsAllowed) {
  expect(two(
             [](Words& w) {
               w.write_x(1);
               outcome({w.read_y()});
             },
             [](Words& w) {
               w.write_y(1);
               outcome({w.read_x()});
             }),
         kAllPairs);
}

TEST(Tso, RandomSchedulesShowStoreBuffering) {
  auto body = two(
      [](Words& w) {
        w.write_x(1);
        outcome({w.read_y()});
      },
      [](Words& w) {
        w.write_y(1);
        outcome({w.read_x()});
      });
  for (unsigned pct_depth : {0u, 3u}) {
    Options options{.search = Search::random, .memory = Memory::tso, .walks = 1000};
    options.pct_depth = pct_depth;
    EXPECT_EQ(check(body, options).outcomes, kAllPairs);
  }
}

TEST(Tso, StoreBufferingWithReleaseAndAcquireIsAllowed) {
  expect(two(
             [](Words& w) {
               w.x.store(1, Order::release);
               fence(Order::acq_rel);
               outcome({w.y.load(Order::acquire)});
             },
             [](Words& w) {
               w.y.store(1, Order::release);
               fence(Order::acq_rel);
               outcome({w.x.load(Order::acquire)});
             }),
         kAllPairs);
}

TEST(Tso, StoreBufferingWithFencesIsForbidden) {
  expect(two(
             [](Words& w) {
               w.write_x(1);
               fence();
               outcome({w.read_y()});
             },
             [](Words& w) {
               w.write_y(1);
               fence();
               outcome({w.read_x()});
             }),
         kNotBothZero);
}

TEST(Tso, StoreBufferingWithOneFenceIsAllowed) {
  expect(two(
             [](Words& w) {
               w.write_x(1);
               fence();
               outcome({w.read_y()});
             },
             [](Words& w) {
               w.write_y(1);
               outcome({w.read_x()});
             }),
         kAllPairs);
}

TEST(Tso, StoreBufferingWithExchangeIsForbidden) {
  expect(two(
             [](Words& w) {
               w.x.exchange(1, kRelaxed);
               outcome({w.read_y()});
             },
             [](Words& w) {
               w.y.exchange(1, kRelaxed);
               outcome({w.read_x()});
             }),
         kNotBothZero);
}

TEST(Tso, StoreBufferingWithSeqCstStoresIsForbidden) {
  expect(two(
             [](Words& w) {
               w.x = 1;
               outcome({w.read_y()});
             },
             [](Words& w) {
               w.y = 1;
               outcome({w.read_x()});
             }),
         kNotBothZero);
}

// A locked instruction is a barrier whatever word it is on, and also if it stores nothing.
TEST(Tso, StoreBufferingWithALockedInstructionOnAWordOfOnesOwnIsForbidden) {
  expect(two(
             [](Words& w) {
               atomic<int> own;
               w.write_x(1);
               own.fetch_add(1, kRelaxed);
               outcome({w.read_y()});
             },
             [](Words& w) {
               atomic<int> own;
               int expected = 7;
               w.write_y(1);
               own.compare_exchange_strong(expected, 8, kRelaxed);
               outcome({w.read_x()});
             }),
         kNotBothZero);
}

TEST(Tso, MessagePassingIsInOrder) {
  expect(two(
             [](Words& w) {
               w.write_x(1);
               w.write_y(1);
             },
             [](Words& w) {
               std::int64_t y = w.read_y();
               outcome({y, w.read_x()});
             }),
         {{0, 0}, {0, 1}, {1, 1}});
}

TEST(Tso, LoadBufferingIsForbidden) {
  expect(two(
             [](Words& w) {
               outcome({w.read_x()});
               w.write_y(1);
             },
             [](Words& w) {
               outcome({w.read_y()});
               w.write_x(1);
             }),
         {{0, 0}, {0, 1}, {1, 0}});
}

TEST(Tso, BothFirstWritesOf2Plus2WAreNotLast) {
  expect(
      [] {
        Words* w = make<Words>();
        thread a([w] {
          w->write_x(1);
          w->write_y(2);
        });
        thread b([w] {
          w->write_y(1);
          w->write_x(2);
        });
        a.join();
        b.join();
        outcome({w->read_x(), w->read_y()});
      },
      {{1, 2}, {2, 1}, {2, 2}});
}

TEST(Tso, IndependentReadsOfIndependentWritesAgree) {
  Outcomes outcomes;
  for (int i = 0; i < 16; ++i)
    if (i != 0b1010) outcomes.insert({i >> 3 & 1, i >> 2 & 1, i >> 1 & 1, i & 1});
  expect(four([](Words& w) { w.write_x(1); }, [](Words& w) { w.write_y(1); },
              [](Words& w) {
                std::int64_t x = w.read_x();
                outcome({x, w.read_y()});
              },
              [](Words& w) {
                std::int64_t y = w.read_y();
                outcome({y, w.read_x()});
              }),
         outcomes);
}

// iwp2.4: a thread sees its own stores early, so that two see two stores in different orders.
TEST(Tso, AThreadReadsItsOwnBuffer) {
  Outcomes outcomes;
  for (int y : {0, 1})
    for (int x : {0, 1}) outcomes.insert({1, y, 1, x});
  expect(two(
             [](Words& w) {
               w.write_x(1);
               std::int64_t x = w.read_x();
               outcome({x, w.read_y()});
             },
             [](Words& w) {
               w.write_y(1);
               std::int64_t y = w.read_y();
               outcome({y, w.read_x()});
             }),
         outcomes);
}

// n6: EAX = 1, EBX = 0 and [x] = 1 at the end, which shows that buffers are forwarded from.
TEST(Tso, N6) {
  expect(
      [] {
        Words* w = make<Words>();
        thread a([w] {
          w->write_x(1);
          std::int64_t x = w->read_x();
          outcome({x, w->read_y()});
        });
        thread b([w] {
          w->write_y(2);
          w->write_x(2);
        });
        a.join();
        b.join();
        outcome({w->read_x()});
      },
      {{1, 1, 0}, {2, 1, 0}, {1, 1, 2}, {2, 1, 2}, {2, 2, 2}});
}

// n5: two writers cannot each read the other's store after their own.
TEST(Tso, N5) {
  expect(two(
             [](Words& w) {
               w.write_x(1);
               outcome({w.read_x()});
             },
             [](Words& w) {
               w.write_x(2);
               outcome({w.read_x()});
             }),
         {{1, 1}, {1, 2}, {2, 2}});
}

// n7: a third thread need not see two stores in an order that a fourth, or their writers, see.
TEST(Tso, N7) {
  Outcomes outcomes;
  for (int y : {0, 1})
    for (int seen : {0, 1, 2, 3}) outcomes.insert({1, y, seen >> 1, seen & 1});
  expect(
      [] {
        Words* w = make<Words>();
        thread([w] {
          w->write_x(1);
          std::int64_t x = w->read_x();
          outcome({x, w->read_y()});
        });
        thread([w] { w->write_y(1); });
        thread([w] {
          std::int64_t y = w->read_y();
          outcome({y, w->read_x()});
        });
      },
      outcomes);
}

}  // namespace
}  // namespace epcheck::tso
