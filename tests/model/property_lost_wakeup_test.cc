// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "model/monitor.h"
#include "model/stream.h"
#include "model/switches.h"
#include "tests/model/property_world.h"

namespace epcheck {
namespace {

using namespace property_test;

constexpr Checks kContract{.lost_wakeup = true, .stuck_data = true};

/// Two threads take one event each of two eventfds that are written one after the other.
void two_events_for_two_threads() {
  int ep = sys_epoll_create1(0);
  int a = sys_eventfd(0, false);
  int b = sys_eventfd(0, false);
  add(ep, a, EPOLLIN | EPOLLET);
  add(ep, b, EPOLLIN | EPOLLET);
  start("T0", [ep] { wait_one(ep); });
  start("T1", [ep] { wait_one(ep); });
  start("writer", [a, b] {
    sys_write(a, 1);
    sys_write(b, 1);
  });
}

TEST(LostWakeup, AnEdgeThatNoSleeperGetsIsLost) {
  Result result = explore(kContract, two_events_for_two_threads, *find_protocol("v5.5"));
  EXPECT_EQ(violated(result), Names{"lost-wakeup"});
}

TEST(LostWakeup, TheWakeUpAtTheEndOfAScanKeepsTheContract) {
  EXPECT_EQ(violated(explore(kContract, two_events_for_two_threads, *find_protocol("v5.1"))),
            Names{});
}

TEST(LostWakeup, TheWakeUpForOvflistKeepsTheContract) {
  EXPECT_EQ(violated(explore(kContract, two_events_for_two_threads, *find_protocol("v7.1"))),
            Names{});
}

/// Two threads wait once for a level-triggered eventfd that nobody reads.
void one_level_for_two_threads() {
  int ep = sys_epoll_create1(0);
  int e = sys_eventfd(0, false);
  add(ep, e, EPOLLIN);
  start("T0", [ep] { wait_one(ep); });
  start("T1", [ep] { wait_one(ep); });
  start("writer", [e] { sys_write(e, 1); });
}

// A level-triggered entry that is ready is owed to every sleeper.
TEST(LostWakeup, ALevelIsOwedWheneverItIsReady) {
  Result result = explore(kContract, one_level_for_two_threads, *find_protocol("v5.5"));
  EXPECT_EQ(violated(result), Names{"lost-wakeup"});
  EXPECT_EQ(violated(explore(kContract, one_level_for_two_threads)), Names{});
}

// The edge was delivered: what the thread leaves unread is its own fault.
TEST(LostWakeup, ADeliveredEdgeIsNotOwedAgain) {
  Result result = explore(kContract, [] {
    int ep = sys_epoll_create1(0);
    int e = sys_eventfd(0, false);
    add(ep, e, EPOLLIN | EPOLLET);
    start("T", [ep] {
      wait_one(ep);
      wait_one(ep);
    });
    start("writer", [e] { sys_write(e, 1); });
  });
  EXPECT_EQ(violated(result), Names{"stuck-data"});
}

// A registration disarmed by EPOLLONESHOT is owed nothing.
TEST(LostWakeup, ADisarmedEntryIsOwedNothing) {
  Result result = explore(kContract, [] {
    int ep = sys_epoll_create1(0);
    int e = sys_eventfd(1, false);
    add(ep, e, EPOLLIN | EPOLLONESHOT);
    start("T", [ep] {
      wait_one(ep);
      wait_one(ep);
    });
  });
  EXPECT_EQ(violated(result), Names{"stuck-data"});
}

/// A kernel that makes a stream readable and tells nobody, or only the first of two exclusive
/// entries, of which the second has a sleeper.
void silent_arrival(bool notify_first) {
  int first = sys_epoll_create1(0);
  int second = sys_epoll_create1(0);
  int ends[2];
  sys_socketpair_stream(10, ends);
  add(first, ends[0], EPOLLIN | EPOLLEXCLUSIVE);
  add(second, ends[0], EPOLLIN | EPOLLEXCLUSIVE);
  start("sleeper", [second] { wait_one(second); }).daemon();
  File* file = file_of(current_task(), ends[0]);
  Eventpoll* ep = file_of(current_task(), first)->eventpoll();
  interrupt("arrival", [file, ep, notify_first] {
    file->stream()->unread.store(1);
    monitor_edge(file, EPOLLIN);
    if (notify_first) monitor_notified(item_of_rbn(ep->rbr.next.peek()), EPOLLIN);
    monitor_edge_end(file, EPOLLIN);
  });
}

// Exclusive entries are a group: an arrival that none of them heard of is owed to each.
TEST(LostWakeup, AnArrivalThatNoExclusiveEntryGotIsOwedToAll) {
  EXPECT_EQ(violated(explore(kContract, [] { silent_arrival(false); })), Names{"lost-wakeup"});
}

TEST(LostWakeup, AnArrivalThatOneExclusiveEntryGotIsSettledForTheOthers) {
  EXPECT_EQ(violated(explore(kContract, [] { silent_arrival(true); })), Names{"stuck-data"});
}

}  // namespace
}  // namespace epcheck
