// SPDX-License-Identifier: MIT
// The lost wake-ups of epoll's history (epoll-history.md, B03 to B07 and B28): each shows where the
// switch of its fix is off, and nowhere else. The sets of outcomes are exact.
#include <gtest/gtest.h>

#include "tests/model/kernel_world.h"

namespace epcheck {
namespace {

constexpr int kEp = 3, kA = 4, kB = 5;  // the descriptors of every test

/// Two edge-triggered eventfds, a write to each, and two waiters that take one event each and
/// never come back. Outcome: for each waiter that returned, 10 * waiter + descriptor.
Result two_events_two_waiters(const Protocol& protocol, Memory memory = Memory::sc) {
  auto body = [] {
    sys_epoll_create1(0);
    sys_eventfd(0, false);
    sys_eventfd(0, false);
    add(kEp, kA, EPOLLIN | EPOLLET);
    add(kEp, kB, EPOLLIN | EPOLLET);
    start("T1", [] { outcome({10 + wait_one(kEp, Timeout::infinite)}); });
    start("T2", [] { outcome({20 + wait_one(kEp, Timeout::infinite)}); });
    start("WA", [] { sys_write(kA, 1); });
    start("WB", [] { sys_write(kB, 1); });
  };
  return explore(protocol, body, memory);
}

const Outcomes kBothReturn{{10 + kA, 20 + kB}, {10 + kB, 20 + kA}};
const Outcomes kOneMaySleep{{10 + kA, 20 + kB}, {10 + kB, 20 + kA}, {10 + kA},
                            {10 + kB},          {20 + kA},          {20 + kB}};

TEST(LostWakeupHistory, v5_1_wakes_at_the_end_of_a_scan) {
  EXPECT_EQ(two_events_two_waiters(kernel_named("v5.1")).outcomes, kBothReturn);
}

TEST(LostWakeupHistory, v5_5_leaves_a_sleeper) {
  EXPECT_EQ(two_events_two_waiters(kernel_named("v5.5")).outcomes, kOneMaySleep);
}

TEST(LostWakeupHistory, v7_1_wakes_everybody) {
  EXPECT_EQ(two_events_two_waiters(kernel_named("v7.1")).outcomes, kBothReturn);
}

// The three fixes of 5.7 replace the wake-up at the end of a scan.
TEST(LostWakeupHistory, fixes_of_5_7_suffice) {
  EXPECT_EQ(two_events_two_waiters({.wake_at_scan_end = false}).outcomes, kBothReturn);
}

// B03, fixed by 0c54a6a44bf3.
TEST(LostWakeupHistory, event_during_a_scan_wakes_nobody) {
  EXPECT_EQ(two_events_two_waiters({.wake_on_ovflist = false, .wake_at_scan_end = false}).outcomes,
            kOneMaySleep);
}

// B04, fixed by 412895f03cbf: the entry of a woken waiter is hit again.
TEST(LostWakeupHistory, one_waiter_is_woken_twice) {
  EXPECT_EQ(
      two_events_two_waiters({.arm_once = true, .autoremove = false, .wake_at_scan_end = false})
          .outcomes,
      kOneMaySleep);
}

// B05, fixed by 65759097d804: the lockless look falls between the two lists.
TEST(LostWakeupHistory, last_look_without_the_lock_misses_an_event) {
  EXPECT_EQ(
      two_events_two_waiters({.final_check_under_lock = false, .wake_at_scan_end = false}).outcomes,
      kOneMaySleep);
}

/// A waiter, and another thread that adds a file with an event.
Result wait_beside_epoll_ctl(const Protocol& protocol, Memory memory) {
  auto body = [] {
    sys_epoll_create1(0);
    sys_eventfd(1, false);
    start("T", [] { outcome({wait_one(kEp, Timeout::infinite)}); });
    start("C", [] { add(kEp, kA, EPOLLIN); });
  };
  return explore(protocol, body, memory);
}

// 1b53734bd0b2 (5.6): waiters got on ep->wq under the queue's own lock. So nothing stood between
// the store to the ready list, at the end of a scan and in epoll_ctl, and the look at ep->wq; x86
// lets the look come first. A callback exchanges rdllist.prev in between.
TEST(LostWakeupHistory, waiter_under_another_lock_is_overlooked_under_tso) {
  Protocol fixed = kernel_named("v5.1");
  fixed.arm_under_ready_lock = true;
  for (const auto& program : {&wait_beside_epoll_ctl, &two_events_two_waiters}) {
    const Outcomes all = program(kernel_named("v5.1"), Memory::sc).outcomes;
    EXPECT_NE(program(kernel_named("v5.1"), Memory::tso).outcomes, all);
    EXPECT_EQ(program(fixed, Memory::tso).outcomes, all);
    EXPECT_EQ(program(kernel_named("v7.1"), Memory::tso).outcomes, all);
  }
}

/// B06: one edge; T1 waits for some time, T2 for ever. Outcome as above. Somebody must get the
/// event, and T1 returns in any case.
Result one_event_and_a_timeout(const Protocol& protocol) {
  return explore(protocol, [] {
    sys_epoll_create1(0);
    sys_eventfd(0, false);
    add(kEp, kA, EPOLLIN | EPOLLET);
    start("T1", [] { outcome({10 + wait_one(kEp, Timeout::finite)}); });
    start("T2", [] { outcome({20 + wait_one(kEp, Timeout::infinite)}); });
    start("W", [] { sys_write(kA, 1); });
  });
}

// 289caf5d8f6c: who was woken collects, even if the timer expired as well.
TEST(LostWakeupHistory, woken_waiter_collects_after_its_timeout) {
  EXPECT_EQ(one_event_and_a_timeout(kernel_named("v7.1")).outcomes,
            (Outcomes{{10 + kA}, {10, 20 + kA}}));
}

TEST(LostWakeupHistory, timeout_swallows_the_wakeup) {
  EXPECT_EQ(one_event_and_a_timeout({.recheck_after_timeout = false}).outcomes,
            (Outcomes{{10 + kA}, {10, 20 + kA}, {10}}));
}

/// B07: one level-triggered file that nobody reads.
Result level_and_two_waiters(const Protocol& protocol) {
  return explore(protocol, [] {
    sys_epoll_create1(0);
    sys_eventfd(0, false);
    add(kEp, kA, EPOLLIN);
    start("T1", [] { outcome({10 + wait_one(kEp, Timeout::infinite)}); });
    start("T2", [] { outcome({20 + wait_one(kEp, Timeout::infinite)}); });
    start("W", [] { sys_write(kA, 1); });
  });
}

// 7fab29e35632: the end of a scan wakes the next waiter while something is left (epoll64).
TEST(LostWakeupHistory, level_triggered_wakes_in_a_cascade) {
  EXPECT_EQ(level_and_two_waiters(kernel_named("v7.1")).outcomes, (Outcomes{{10 + kA, 20 + kA}}));
  EXPECT_EQ(level_and_two_waiters({.wake_at_scan_end = false}).outcomes,
            (Outcomes{{10 + kA}, {20 + kA}, {10 + kA, 20 + kA}}));
}

/// B28: one readable level-triggered file; two threads look without waiting.
Result level_and_two_pollers(const Protocol& protocol) {
  return explore(protocol, [] {
    sys_epoll_create1(0);
    sys_eventfd(1, false);
    add(kEp, kA, EPOLLIN);
    start("T1", [] { outcome({wait_one(kEp, Timeout::zero)}); });
    start("T2", [] { outcome({wait_one(kEp, Timeout::zero)}); });
  });
}

// 0c4aefe3c2d0: a lockless look that falls into a scan's start or end must not say "nothing".
TEST(LostWakeupHistory, timeout_zero_misses_what_is_there) {
  EXPECT_EQ(level_and_two_pollers(kernel_named("v7.1")).outcomes,
            (Outcomes{{kA, kA}, {0, kA}, {kA, 0}}));
  EXPECT_EQ(level_and_two_pollers({.seqcount = true}).outcomes, (Outcomes{{kA, kA}}));
  EXPECT_EQ(level_and_two_pollers(kernel_named("v5.1")).outcomes, (Outcomes{{kA, kA}}));
}

}  // namespace
}  // namespace epcheck
