// SPDX-License-Identifier: MIT
// Small concurrent programs on every kernel: what all of them promise, in every schedule. The sets
// of outcomes are exact.
#include <gtest/gtest.h>

#include "model/file.h"
#include "tests/model/kernel_world.h"

namespace epcheck {
namespace {

constexpr int kEp = 3, kFd = 4, kOther = 5;  // the descriptors of every test

class Concurrency : public testing::TestWithParam<const char*> {
 protected:
  template <class F>
  Result run(F body) {
    Result result = explore(kernel_named(GetParam()), body);
    EXPECT_EQ(result.verdict, Verdict::holds);
    return result;
  }
};

INSTANTIATE_TEST_SUITE_P(Kernels, Concurrency, testing::Values("v5.1", "v5.5", "v7.1"));

// A one-shot event goes to one waiter, however many writes there are.
TEST_P(Concurrency, oneshot_goes_to_one_waiter) {
  Result result = run([] {
    sys_epoll_create1(0);
    sys_eventfd(0, false);
    add(kEp, kFd, EPOLLIN | EPOLLONESHOT);
    start("T1", [] { outcome({10 + wait_one(kEp, Timeout::infinite)}); });
    start("T2", [] { outcome({20 + wait_one(kEp, Timeout::infinite)}); });
    start("W", [] {
      sys_write(kFd, 1);
      sys_write(kFd, 1);
    });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{10 + kFd}, {20 + kFd}}));
}

// MOD misses no event, be it before, beside or after it.
TEST_P(Concurrency, mod_beside_a_write_misses_nothing) {
  Result result = run([] {
    sys_epoll_create1(0);
    sys_eventfd(1, false);
    add(kEp, kFd, EPOLLIN | EPOLLONESHOT);
    wait_one(kEp, Timeout::zero);
    sys_read(kFd, 8, nullptr);
    start("T", [] {
      ctl(kEp, EPOLL_CTL_MOD, kFd, EPOLLIN | EPOLLONESHOT);
      outcome({wait_one(kEp, Timeout::infinite)});
    });
    start("W", [] { sys_write(kFd, 1); });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{kFd}}));
}

// ADD misses no event either.
TEST_P(Concurrency, add_beside_a_write_misses_nothing) {
  Result result = run([] {
    sys_epoll_create1(0);
    sys_eventfd(0, false);
    start("T", [] {
      add(kEp, kFd, EPOLLIN | EPOLLET);
      outcome({wait_one(kEp, Timeout::infinite)});
    });
    start("W", [] { sys_write(kFd, 1); });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{kFd}}));
}

// ADD of a ready file wakes who sleeps already.
TEST_P(Concurrency, add_wakes_a_sleeper) {
  Result result = run([] {
    sys_epoll_create1(0);
    sys_eventfd(1, false);
    start("T", [] { outcome({wait_one(kEp, Timeout::infinite)}); });
    start("A", [] { add(kEp, kFd, EPOLLIN); });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{kFd}}));
}

// So does MOD (selftest epoll59; B01 needs a store buffer, which sc has not).
TEST_P(Concurrency, mod_wakes_a_sleeper) {
  Result result = run([] {
    sys_epoll_create1(0);
    sys_eventfd(1, false);
    add(kEp, kFd, 0);
    start("T", [] { outcome({wait_one(kEp, Timeout::infinite)}); });
    start("M", [] { ctl(kEp, EPOLL_CTL_MOD, kFd, EPOLLIN); });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{kFd}}));
}

// Each byte is read once, and an edge-triggered reader that reads until EAGAIN leaves none.
TEST_P(Concurrency, bytes_are_read_once_and_completely) {
  Result result = run([] {
    int fds[2];
    sys_epoll_create1(0);
    sys_socketpair_stream(8, fds);
    add(kEp, kFd, EPOLLIN | EPOLLET);
    start("R", [] {
      int bytes = 0;
      while (bytes < 5) {
        wait_one(kEp, Timeout::infinite);
        for (int n = sys_read(kFd, 2, nullptr); n > 0; n = sys_read(kFd, 2, nullptr)) bytes += n;
      }
      outcome({bytes});
    });
    File* file = file_of(current_task(), kFd);
    interrupt("rx", [file] {
      arrive_bytes(file, 3);
      arrive_bytes(file, 2);
    });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{5}}));
}

// What arrives during a scan is handed out in the order of arrival, after what was there.
TEST_P(Concurrency, events_beside_a_scan_keep_their_order) {
  Result result = run([] {
    sys_epoll_create1(0);
    for (int fd = kFd; fd < kFd + 3; ++fd)
      add(kEp, sys_eventfd(fd == kFd, false), EPOLLIN | EPOLLET);
    start("T", [] {
      for (int i = 0; i < 3; ++i) outcome({wait_one(kEp, Timeout::infinite)});
    });
    start("W", [] {
      sys_write(kFd + 1, 1);
      sys_write(kFd + 2, 1);
    });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{kFd, kFd + 1, kFd + 2}}));
}

// A second event for an item that the scan has not come to yet is no second item.
TEST_P(Concurrency, item_is_queued_once) {
  Result result = run([] {
    sys_epoll_create1(0);
    for (int i = 0; i < 3; ++i) add(kEp, sys_eventfd(1, false), EPOLLIN | EPOLLET);
    start("T", [] {
      for (int i = 0; i < 4; ++i) outcome({wait_one(kEp, Timeout::zero)});
    });
    start("W", [] { sys_write(kOther, 1); });
  });
  EXPECT_EQ(result.outcomes,
            (Outcomes{{kFd, kOther, kOther + 1, 0}, {kFd, kOther, kOther + 1, kOther}}));
}

// DEL, close of the file, close of the instance and a callback may meet in any order: nothing that
// was freed is touched.
TEST_P(Concurrency, removal_meets_callbacks) {
  Result result = run([] {
    sys_epoll_create1(0);
    sys_eventfd(0, false);
    sys_dup(kFd);
    add(kEp, kFd, EPOLLIN);
    add(kEp, kOther, EPOLLIN);
    start("D", [] {
      ctl(kEp, EPOLL_CTL_DEL, kFd, 0);
      sys_close(kFd);
    });
    start("C", [] { sys_close(kEp); });
    start("W", [] {
      outcome({sys_write(kOther, 1)});
      sys_close(kOther);
    });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{8}}));
}

// The instance and a watched file are closed at once, beside a waiter that finds the one or the
// other gone.
TEST_P(Concurrency, closes_meet_each_other) {
  Result result = run([] {
    sys_epoll_create1(0);
    sys_eventfd(1, false);
    add(kEp, kFd, EPOLLIN);
    start("CE", [] { sys_close(kEp); });
    start("CF", [] { sys_close(kFd); });
    start("T", [] { outcome({wait_one(kEp, Timeout::zero)}); });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{kFd}, {0}, {-EBADF}}));
}

/// One arrival for two instances with one waiter each; 10 * waiter for each that returned.
template <class F>
Result arrival_for_two(F run, unsigned events) {
  return run([events] {
    int lst = sys_listen(8);
    for (int i = 0; i < 2; ++i) add(sys_epoll_create1(0), lst, events);
    start("W0", [] { outcome({10 * wait_one(4, Timeout::infinite)}); });
    start("W1", [] { outcome({20 * wait_one(5, Timeout::infinite)}); });
    File* file = file_of(current_task(), lst);
    interrupt("syn", [file] { arrive_connection(file); });
  });
}

// Without EPOLLEXCLUSIVE an arrival wakes the waiters of all instances.
TEST_P(Concurrency, arrival_wakes_every_instance) {
  EXPECT_EQ(arrival_for_two([this](auto body) { return run(body); }, EPOLLIN).outcomes,
            (Outcomes{{30, 60}}));
}

// With it the first instance that has a sleeper ends the walk; one without a sleeper has queued the
// event, but passes the wake-up on.
TEST_P(Concurrency, exclusive_arrival_stops_at_the_first_sleeper) {
  EXPECT_EQ(
      arrival_for_two([this](auto body) { return run(body); }, EPOLLIN | EPOLLEXCLUSIVE).outcomes,
      (Outcomes{{30}, {30, 60}}));
}

// Interrupt work may wake, but a task that sleeps there is our bug.
TEST_P(Concurrency, interrupts_must_not_sleep) {
  Result result = explore(kernel_named(GetParam()), [] {
    Mutex* lock = &kernel().epmutex;
    interrupt("irq", [lock] { mutex_lock(*lock); });
  });
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations[0].property, "sleep-in-atomic");
}

}  // namespace
}  // namespace epcheck
