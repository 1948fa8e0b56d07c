// SPDX-License-Identifier: MIT
// The kernel's barriers under each memory model.
#include "checker/barriers.h"

#include "tests/checker/weak.h"

namespace epcheck::weak {
namespace {

using namespace barriers;

/// The outcomes that the naive and the states search agree on.
template <class F>
Outcomes allowed(F body, Memory memory) {
  Outcomes naive = check(body, {.search = Search::naive, .memory = memory}).outcomes;
  EXPECT_EQ(check(body, {.memory = memory}).outcomes, naive);
  return naive;
}

/// Two threads of which each writes one word in some way, and then reads the other.
template <class A, class B>
auto store_buffering(A write_x, B write_y) {
  return threads(
      [write_x](Words& w) {
        write_x(w.x);
        outcome({READ_ONCE(w.y)});
      },
      [write_y](Words& w) {
        write_y(w.y);
        outcome({READ_ONCE(w.x)});
      });
}

const Outcomes kNotBothZero = bits(2, {{0, 0}});

TEST(Barriers, WriteOnceMayBeSeenLate) {
  auto write = [](atomic<int>& word) { WRITE_ONCE(word, 1); };
  auto body = store_buffering(write, write);
  EXPECT_EQ(allowed(body, Memory::sc), kNotBothZero);
  EXPECT_EQ(allowed(body, Memory::tso), bits(2));
  EXPECT_EQ(allowed(body, Memory::weak), bits(2));
}

TEST(Barriers, ReleaseAndAcquireAreNoFullBarriers) {
  auto body = threads(
      [](Words& w) {
        smp_store_release(&w.x, 1);
        outcome({smp_load_acquire(&w.y)});
      },
      [](Words& w) {
        smp_store_release(&w.y, 1);
        outcome({smp_load_acquire(&w.x)});
      });
  for (Memory memory : {Memory::tso, Memory::weak}) EXPECT_EQ(allowed(body, memory), bits(2));
}

TEST(Barriers, MbIsAFullBarrier) {
  auto write = [](atomic<int>& word) { smp_store_mb(word, 1); };
  auto body = store_buffering(write, write);
  for (Memory memory : {Memory::sc, Memory::tso, Memory::weak})
    EXPECT_EQ(allowed(body, memory), kNotBothZero);
}

TEST(Barriers, XchgIsAFullBarrier) {
  auto body = store_buffering([](atomic<int>& word) { smp_store_mb(word, 1); },
                              [](atomic<int>& word) { xchg(&word, 1); });
  for (Memory memory : {Memory::sc, Memory::tso, Memory::weak})
    EXPECT_EQ(allowed(body, memory), kNotBothZero);
}

TEST(Barriers, CmpxchgThatSucceedsIsAFullBarrier) {
  auto write = [](atomic<int>& word) { cmpxchg(&word, 0, 1); };
  auto body = store_buffering(write, write);
  for (Memory memory : {Memory::sc, Memory::tso, Memory::weak})
    EXPECT_EQ(allowed(body, memory), kNotBothZero);
}

// x86 has no such compare and swap, but the search under tso takes what the code says: a load.
TEST(Barriers, CmpxchgThatFailsIsNone) {
  auto write = [](atomic<int>& word) {
    WRITE_ONCE(word, 1);
    cmpxchg(&word, 7, 8);
  };
  auto body = store_buffering(write, write);
  for (Memory memory : {Memory::tso, Memory::weak}) EXPECT_EQ(allowed(body, memory), bits(2));
}

TEST(Barriers, WmbAndRmbPassAMessage) {
  auto passed = [](bool wmb, bool rmb) {
    return threads(
        [wmb](Words& w) {
          WRITE_ONCE(w.x, 1);
          if (wmb) smp_wmb();
          WRITE_ONCE(w.y, 1);
        },
        [rmb](Words& w) {
          int y = READ_ONCE(w.y);
          if (rmb) smp_rmb();
          outcome({y, READ_ONCE(w.x)});
        });
  };
  const Outcomes in_order = bits(2, {{1, 0}});
  EXPECT_EQ(allowed(passed(true, true), Memory::weak), in_order);
  EXPECT_EQ(allowed(passed(true, false), Memory::weak), bits(2));
  EXPECT_EQ(allowed(passed(false, true), Memory::weak), bits(2));
  EXPECT_EQ(allowed(passed(false, false), Memory::tso), in_order);
}

TEST(Barriers, StoreReleaseAndLoadAcquirePassAMessage) {
  auto body = threads(
      [](Words& w) {
        WRITE_ONCE(w.x, 1);
        smp_store_release(&w.y, 1);
      },
      [](Words& w) {
        int y = smp_load_acquire(&w.y);
        outcome({y, READ_ONCE(w.x)});
      });
  EXPECT_EQ(allowed(body, Memory::weak), bits(2, {{1, 0}}));
}

// What the kernel's own model allows and this one does not, see barriers.h.
TEST(Barriers, ALoadIsNotDelayedPastALaterStore) {
  auto body = threads(
      [](Words& w) {
        outcome({READ_ONCE(w.x)});
        WRITE_ONCE(w.y, 1);
      },
      [](Words& w) {
        outcome({READ_ONCE(w.y)});
        WRITE_ONCE(w.x, 1);
      });
  EXPECT_EQ(allowed(body, Memory::weak), bits(2, {{1, 1}}));
}

}  // namespace
}  // namespace epcheck::weak
