// SPDX-License-Identifier: MIT
// EPOLLWAKEUP: who keeps the system awake, and when.
#include "model/wakeup_source.h"

#include <gtest/gtest.h>

#include "model/fdtable.h"
#include "model/file.h"
#include "tests/model/kernel_world.h"

namespace epcheck {
namespace {

constexpr int kEp = 3, kFd = 4;

template <class F>
Outcomes outcomes(F body) {
  Result result = explore(kernel_named("v7.1"), [body] {
    kernel().wakeup_sources = true;
    sys_epoll_create1(0);
    sys_eventfd(0, false);
    body();
  });
  EXPECT_EQ(result.verdict, Verdict::holds);
  return result.outcomes;
}

unsigned active(WakeupSource* ws) { return ws == nullptr ? 9 : ws->active.load(); }

/// The sources of the item and of its instance: 1 is active, 9 is none.
unsigned item_source() {
  Eventpoll* ep = file_of(current_task(), kEp)->eventpoll();
  return active(item_of_rbn(list_next(&ep->rbr))->ws.load());
}
unsigned instance_source() { return active(file_of(current_task(), kEp)->eventpoll()->ws.load()); }

// The item's source is active from the event until it has been collected.
TEST(WakeupSource, IsActiveWhileAnEventIsQueued) {
  EXPECT_EQ(outcomes([] {
              add(kEp, kFd, EPOLLIN | EPOLLET | EPOLLWAKEUP);
              unsigned before = item_source();
              sys_write(kFd, 1);
              unsigned queued = item_source();
              wait_one(kEp, Timeout::zero);
              outcome({before, queued, item_source(), instance_source()});
            }),
            (Outcomes{{0, 1, 0, 0}}));
}

// What a poll found not ready, and is about to unlink, is no event that is slept through.
TEST(WakeupSource, OfAnItemThatWasReadIsNotMissed) {
  Options naive{.search = Search::naive};
  naive.max_preemptions = 1;
  Result result = check(
      [] {
        boot(kernel_named("v7.1"));
        kernel().wakeup_sources = true;
        sys_epoll_create1(0);
        sys_eventfd(1, false);
        int other = sys_eventfd(0, false);
        add(kEp, kFd, EPOLLIN | EPOLLWAKEUP);
        add(kEp, other, EPOLLIN | EPOLLWAKEUP);
        start("reads", [] {
          sys_read(kFd, 8, nullptr);
          sys_poll(kEp);
        });
        start("writes", [other] { sys_write(other, 1); });
      },
      naive);
  EXPECT_TRUE(result.violations.empty());
}

// A level is queued again, so it stays active.
TEST(WakeupSource, StaysActiveForALevel) {
  EXPECT_EQ(outcomes([] {
              add(kEp, kFd, EPOLLIN | EPOLLWAKEUP);
              sys_write(kFd, 1);
              wait_one(kEp, Timeout::zero);
              outcome({item_source(), instance_source()});
            }),
            (Outcomes{{1, 0}}));
}

// MOD gives and takes it.
TEST(WakeupSource, ComesAndGoesWithMod) {
  EXPECT_EQ(outcomes([] {
              add(kEp, kFd, EPOLLIN);
              unsigned none = item_source();
              ctl(kEp, EPOLL_CTL_MOD, kFd, EPOLLIN | EPOLLWAKEUP);
              unsigned given = item_source();
              ctl(kEp, EPOLL_CTL_MOD, kFd, EPOLLIN);
              outcome({none, given, item_source()});
            }),
            (Outcomes{{9, 0, 9}}));
}

// While the scan has the item, its instance keeps the system awake.
TEST(WakeupSource, OfTheInstanceIsActiveDuringACollection) {
  EXPECT_EQ(outcomes([] {
              add(kEp, kFd, EPOLLIN | EPOLLET | EPOLLWAKEUP);
              sys_write(kFd, 1);
              start("T", [] { outcome({wait_one(kEp, Timeout::zero)}); });
              start("looks", [] {
                Eventpoll* ep = file_of(current_task(), kEp)->eventpoll();
                const Epitem* epi = item_of_rbn(list_next(&ep->rbr));
                // Handed over before it is given up: one of the two, or the event has been taken.
                bool own = epi->ws.load()->active.load() != 0;
                bool scans = ep->ws.load()->active.load() != 0;
                outcome({own, scans});
              });
            }),
            (Outcomes{{kFd, 0, 0}, {kFd, 0, 1}, {kFd, 1, 0}, {kFd, 1, 1}}));
}

}  // namespace
}  // namespace epcheck
