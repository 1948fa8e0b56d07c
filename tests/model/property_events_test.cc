// SPDX-License-Identifier: MIT
// stale-event, herd, busy-loop and use-after-free.
#include <gtest/gtest.h>

#include "checker/memory.h"
#include "tests/model/property_world.h"

namespace epcheck {
namespace {

using namespace property_test;

constexpr Checks kStale{.stale_event = true};

/// The registered descriptor is closed while a duplicate keeps the file open.
void dispatch_after_close(bool del_first, bool reuse) {
  int ep = sys_epoll_create1(0);
  int e = sys_eventfd(1, false);
  add(ep, e, EPOLLIN);
  sys_dup(e);
  if (del_first) del(ep, e);
  sys_close(e);
  if (reuse) sys_eventfd(0, false);
  if (wait_one(ep, Timeout::zero) == 1) mark_dispatch(0);
}

TEST(StaleEvent, AClosedNumberGetsNoEvent) {
  EXPECT_EQ(violated(explore(kStale, [] { dispatch_after_close(false, false); })),
            Names{"stale-event"});
}

TEST(StaleEvent, ANumberThatIsAnotherFileByNowGetsNoEvent) {
  EXPECT_EQ(violated(explore(kStale, [] { dispatch_after_close(false, true); })),
            Names{"stale-event"});
}

TEST(StaleEvent, DelBeforeCloseEndsTheEvents) {
  EXPECT_EQ(violated(explore(kStale, [] { dispatch_after_close(true, true); })), Names{});
}

TEST(StaleEvent, AThreadKnowsWhatItHasRemovedItself) {
  Result result = explore(kStale, [] {
    int ep = sys_epoll_create1(0);
    int e = sys_eventfd(1, false);
    add(ep, e, EPOLLIN);
    wait_one(ep);
    del(ep, e);
    mark_dispatch(0);
  });
  EXPECT_EQ(violated(result), Names{"stale-event"});
}

/// Another thread ends the registration between the wait and the dispatch.
template <class End>
Result dispatch_beside(End end) {
  return explore(kStale, [end] {
    int ep = sys_epoll_create1(0);
    int e = sys_eventfd(1, false);
    add(ep, e, EPOLLIN);
    start("other", [ep, e, end] { end(ep, e); });
    if (wait_one(ep, Timeout::zero) == 1) mark_dispatch(0);
  });
}

TEST(StaleEvent, AnotherThreadsCloseMakesAnEventStale) {
  EXPECT_EQ(violated(dispatch_beside([](int, int e) { sys_close(e); })), Names{"stale-event"});
}

TEST(StaleEvent, AnotherThreadsDelAloneDoesNot) {
  EXPECT_EQ(violated(dispatch_beside([](int ep, int e) { del(ep, e); })), Names{});
}

/// One connection arrives at a listener that two sleeping workers watch, each on its own instance.
void one_arrival_for_two_workers(unsigned events) {
  int listener = sys_listen(4);
  int epoll[2] = {sys_epoll_create1(0), sys_epoll_create1(0)};
  for (int ep : epoll) {
    add(ep, listener, events);
    start("W", [ep] { wait_one(ep); }).daemon();
  }
  File* file = file_of(current_task(), listener);
  interrupt("syn", [file] { arrive_connection(file); });
}

TEST(Herd, AnArrivalWakesEveryWatcher) {
  Result result = explore(Checks{.herd_max = 1}, [] { one_arrival_for_two_workers(EPOLLIN); });
  EXPECT_EQ(violated(result), Names{"herd"});
}

TEST(Herd, AsManyAsAllowedAreNoHerd) {
  Result result = explore(Checks{.herd_max = 2}, [] { one_arrival_for_two_workers(EPOLLIN); });
  EXPECT_EQ(violated(result), Names{});
}

TEST(Herd, AnArrivalWakesOneExclusiveWatcher) {
  Result result =
      explore(Checks{.herd_max = 1}, [] { one_arrival_for_two_workers(EPOLLIN | EPOLLEXCLUSIVE); });
  EXPECT_EQ(violated(result), Names{});
}

/// `waits` waits for a level-triggered eventfd; after each, it is read or left as it is.
Result wait_in_a_row(int waits, bool read, Timeout timeout = Timeout::infinite, int count = 100) {
  return explore(Checks{.busy_loop_max = 2}, [=] {
    int ep = sys_epoll_create1(0);
    int e = sys_eventfd(static_cast<unsigned>(count), true);
    add(ep, e, EPOLLIN);
    for (int i = 0; i < waits; ++i) {
      wait_one(ep, timeout);
      if (read) sys_read(e, 8, nullptr);
    }
  });
}

TEST(BusyLoop, WaitsThatChangeNothingAreCounted) {
  EXPECT_EQ(violated(wait_in_a_row(3, false)), Names{"busy-loop"});
}

TEST(BusyLoop, AsManyAsAllowedAreNoBusyLoop) {
  EXPECT_EQ(violated(wait_in_a_row(2, false)), Names{});
}

TEST(BusyLoop, ReadingInBetweenIsProgress) { EXPECT_EQ(violated(wait_in_a_row(5, true)), Names{}); }

TEST(BusyLoop, PollingWithoutEventsIsABusyLoop) {
  EXPECT_EQ(violated(wait_in_a_row(3, false, Timeout::zero, 0)), Names{"busy-loop"});
}

// A wait that ends by its timeout has let time pass.
TEST(BusyLoop, ATimeoutEndsTheRow) {
  Result result = explore(Checks{.busy_loop_max = 0}, [] {
    kernel().timeouts = 2;
    int ep = sys_epoll_create1(0);
    wait_one(ep, Timeout::finite);
    wait_one(ep, Timeout::finite);
  });
  EXPECT_EQ(violated(result), Names{});
}

// A thread that spins for ever is in finitely many states, and the search ends.
TEST(BusyLoop, SpinningForEverIsFinite) {
  Result result = explore(Checks{.busy_loop_max = 4}, [] {
    int ep = sys_epoll_create1(0);
    int e = sys_eventfd(1, false);
    add(ep, e, EPOLLIN);
    for (;;) wait_one(ep);
  });
  EXPECT_EQ(violated(result), Names{"busy-loop"});
}

/// A thread uses an object that another frees, at once or when the user has finished.
Result free_beside_use(bool join) {
  return explore(Checks{.use_after_free = true}, [join] {
    UserObject* object = make<UserObject>();
    thread user = start("user", [object] { mark_use(object); });
    if (join) user.join();
    mark_free(object);
  });
}

TEST(UseAfterFree, AnObjectFreedBesideItsUserIsUsedAfterwards) {
  EXPECT_EQ(violated(free_beside_use(false)), Names{"use-after-free"});
}

TEST(UseAfterFree, AnObjectFreedAfterItsUserIsNot) {
  EXPECT_EQ(violated(free_beside_use(true)), Names{});
}

TEST(UseAfterFree, FreeingAgainIsAUse) {
  Result result = explore(Checks{.use_after_free = true}, [] {
    UserObject* object = make<UserObject>();
    mark_free(object);
    mark_free(object);
  });
  EXPECT_EQ(violated(result), Names{"use-after-free"});
}

}  // namespace
}  // namespace epcheck
