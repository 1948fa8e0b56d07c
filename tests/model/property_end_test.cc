// SPDX-License-Identifier: MIT
// stuck-data and deadlock.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cerrno>

#include "model/switches.h"
#include "tests/model/property_world.h"

namespace epcheck {
namespace {

using namespace property_test;

constexpr Checks kStuck{.stuck_data = true};
constexpr Checks kDeadlock{.lost_wakeup = true, .deadlock = true};

/// A worker for ever accepts on an edge: one connection, or until there is none.
void accept_on_an_edge(bool drain) {
  int ep = sys_epoll_create1(0);
  int listener = sys_listen(4);
  add(ep, listener, EPOLLIN | EPOLLET);
  start("W", [ep, listener, drain] {
    for (;;) {
      wait_one(ep);
      while (sys_accept(listener) >= 0 && drain) {
      }
    }
  });
  File* file = file_of(current_task(), listener);
  interrupt("syn", [file] {
    arrive_connection(file);
    arrive_connection(file);
  });
}

TEST(StuckData, AConnectionWithoutAnEdgeOfItsOwnIsStuck) {
  EXPECT_EQ(violated(explore(kStuck, [] { accept_on_an_edge(false); })), Names{"stuck-data"});
}

TEST(StuckData, DrainingTheBacklogLeavesNothing) {
  EXPECT_EQ(violated(explore(kStuck, [] { accept_on_an_edge(true); })), Names{});
}

// A thread that went on to wait elsewhere is still meant to serve what it once waited for.
TEST(StuckData, ADeregisteredFileIsStuckIfItsServerSleeps) {
  Result result = explore(kStuck, [] {
    int ep = sys_epoll_create1(0);
    int e = sys_eventfd(1, false);
    add(ep, e, EPOLLIN);
    start("W", [ep, e] {
      wait_one(ep);
      del(ep, e);
      wait_one(ep);
    });
  });
  EXPECT_EQ(violated(result), Names{"stuck-data"});
}

// A program that has ended as written serves nobody any more.
TEST(StuckData, AFinishedThreadIsMeantToServeNothing) {
  Result result = explore(kStuck, [] {
    int ep = sys_epoll_create1(0);
    int e = sys_eventfd(1, false);
    add(ep, e, EPOLLIN);
    start("W", [ep] { wait_one(ep); });
  });
  EXPECT_EQ(violated(result), Names{});
}

TEST(StuckData, AFileThatNoSleeperEverWatchedIsNotStuck) {
  Result result = explore(kStuck, [] {
    int ep = sys_epoll_create1(0);
    sys_eventfd(1, false);
    start("W", [ep] { wait_one(ep); });
  });
  EXPECT_EQ(violated(result), Names{});
}

/// The peer sends 3 bytes and closes; the reader, on edges, stops at a short read or at EAGAIN.
void read_to_the_end(bool stop_at_short_read) {
  int ends[2];
  sys_socketpair_stream(16, ends);
  int ep = sys_epoll_create1(0);
  int ours = ends[0], theirs = ends[1];
  add(ep, ours, EPOLLIN | EPOLLRDHUP | EPOLLET);
  start("reader", [ep, ours, stop_at_short_read] {
    for (;;) {
      wait_one(ep);
      for (;;) {
        int n = sys_read(ours, 8, nullptr);
        if (n == 0) {
          sys_close(ours);
          return;
        }
        if (n == -EAGAIN || stop_at_short_read) break;
      }
    }
  });
  start("peer", [theirs] {
    sys_write(theirs, 3);
    sys_close(theirs);
  });
}

TEST(StuckData, AnUnreadEndOfStreamIsStuck) {
  EXPECT_EQ(violated(explore(kStuck, [] { read_to_the_end(true); })), Names{"stuck-data"});
}

TEST(StuckData, ReadingUntilEagainFindsTheEndOfStream) {
  EXPECT_EQ(violated(explore(kStuck, [] { read_to_the_end(false); })), Names{});
}

void wait_for_nothing(bool daemon) {
  int ep = sys_epoll_create1(0);
  thread sleeper = start("W", [ep] { wait_one(ep); });
  if (daemon) sleeper.daemon();
}

TEST(Deadlock, AThreadThatSleepsForEverIsDeadlocked) {
  EXPECT_EQ(violated(explore(kDeadlock, [] { wait_for_nothing(false); })), Names{"deadlock"});
}

TEST(Deadlock, ADaemonMaySleepForEver) {
  EXPECT_EQ(violated(explore(kDeadlock, [] { wait_for_nothing(true); })), Names{});
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

// Whoever sleeps because the kernel lost its wake-up is not deadlocked by the program.
TEST(Deadlock, ALostWakeUpIsNotCalledADeadlockToo) {
  const Protocol& kernel = *find_protocol("v5.5");
  EXPECT_EQ(violated(explore(kDeadlock, one_level_for_two_threads, kernel)), Names{"lost-wakeup"});
  EXPECT_EQ(violated(explore(Checks{.deadlock = true}, one_level_for_two_threads, kernel)),
            Names{"deadlock"});
}

/// Two waits with a timeout, one after the other; the search lets only one of them run out.
void two_finite_waits() {
  int ep = sys_epoll_create1(0);
  start("W", [ep] {
    EpollEvent event;
    sys_epoll_wait(ep, &event, 1, Timeout::finite);
    sys_epoll_wait(ep, &event, 1, Timeout::finite);
  });
}

// The budget of timeouts is a bound of the search, not of the kernel's timers.
TEST(Deadlock, ASleepWithATimeoutEnds) {
  EXPECT_EQ(violated(explore(kDeadlock, two_finite_waits)), Names{});
}

/// One thread sleeps on a stream; another shuts that same end down.
void shut_down_own_end() {
  int ep = sys_epoll_create1(0);
  int fds[2];
  sys_socketpair_stream(8, fds);
  int end = fds[0];
  add(ep, end, EPOLLIN | EPOLLRDHUP);
  start("W", [ep] { wait_one(ep); });
  start("U", [end] { sys_shutdown(end, SHUT_RDWR); });
}

// unix_shutdown() and inet_shutdown() wake who polls the socket itself.
TEST(Deadlock, ShutdownWakesWhoSleepsOnTheSameEnd) {
  EXPECT_EQ(violated(explore(kDeadlock, shut_down_own_end)), Names{});
}

}  // namespace
}  // namespace epcheck
