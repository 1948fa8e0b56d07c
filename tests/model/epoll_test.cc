// SPDX-License-Identifier: MIT
// What one thread sees of epoll: results, and the kinds of registration. The facts are those of the
// man pages and of the kernel's selftests (epoll_wakeup_test.c).
#include <gtest/gtest.h>

#include <cerrno>

#include "tests/model/kernel_world.h"

namespace epcheck {
namespace {

class Epoll : public testing::TestWithParam<const char*> {
 protected:
  template <class F>
  Outcomes outcomes(F body) {
    Result result = explore(kernel_named(GetParam()), body);
    EXPECT_EQ(result.verdict, Verdict::holds);
    return result.outcomes;
  }
};

INSTANTIATE_TEST_SUITE_P(Kernels, Epoll, testing::Values("v5.1", "v5.5", "v7.1"));

// A level-triggered entry is reported as long as the file is ready (selftest epoll1).
TEST_P(Epoll, level_triggered_is_reported_again) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int fd = sys_eventfd(1, false);
              add(ep, fd, EPOLLIN);
              int first = wait_one(ep, Timeout::zero);
              int second = wait_one(ep, Timeout::infinite);
              sys_read(fd, 8, nullptr);
              outcome({first == fd, second == fd, wait_one(ep, Timeout::zero)});
            }),
            (Outcomes{{1, 1, 0}}));
}

// An edge-triggered entry is reported once for each edge; a write to a readable eventfd is one.
TEST_P(Epoll, edge_triggered_is_reported_once) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int fd = sys_eventfd(1, false);
              add(ep, fd, EPOLLIN | EPOLLET);
              int first = wait_one(ep, Timeout::zero);
              int second = wait_one(ep, Timeout::zero);
              sys_write(fd, 1);
              outcome({first == fd, second, wait_one(ep, Timeout::zero) == fd});
            }),
            (Outcomes{{1, 0, 1}}));
}

// A one-shot entry is silent after its event until MOD arms it; MOD sees what is ready already.
TEST_P(Epoll, oneshot_waits_for_mod) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int fd = sys_eventfd(1, false);
              add(ep, fd, EPOLLIN | EPOLLONESHOT);
              int first = wait_one(ep, Timeout::zero);
              sys_write(fd, 1);
              int second = wait_one(ep, Timeout::zero);
              ctl(ep, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLONESHOT);
              outcome({first == fd, second, wait_one(ep, Timeout::zero) == fd});
            }),
            (Outcomes{{1, 0, 1}}));
}

// Events are handed out in the order in which the files became ready; what maxevents leaves over
// comes first the next time, and a level-triggered entry goes to the back.
TEST_P(Epoll, events_come_in_order_of_readiness) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int a = sys_eventfd(0, false);
              int b = sys_eventfd(0, false);
              add(ep, a, EPOLLIN);
              add(ep, b, EPOLLIN);
              sys_write(b, 1);
              sys_write(a, 1);
              int first = wait_one(ep, Timeout::zero);
              int second = wait_one(ep, Timeout::zero);
              outcome({first == b, second == a, wait_one(ep, Timeout::zero) == b});
            }),
            (Outcomes{{1, 1, 1}}));
}

// A finite wait returns 0 if its timer expires; no more timers expire than Kernel::timeouts.
TEST_P(Epoll, finite_wait_times_out) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              kernel().timeouts = 2;
              for (;;) outcome({wait_one(ep, Timeout::finite)});
            }),
            (Outcomes{{0, 0}}));
}

// The errors of epoll_ctl(2).
TEST_P(Epoll, ctl_refuses_what_the_man_page_says) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int fd = sys_eventfd(0, false);
              outcome({add(99, fd, EPOLLIN), add(ep, 99, EPOLLIN), add(fd, ep, EPOLLIN),
                       add(ep, ep, EPOLLIN), ctl(ep, EPOLL_CTL_MOD, fd, EPOLLIN),
                       ctl(ep, EPOLL_CTL_DEL, fd, 0), add(ep, fd, EPOLLIN), add(ep, fd, EPOLLIN),
                       ctl(ep, EPOLL_CTL_DEL, fd, 0)});
            }),
            (Outcomes{{-EBADF, -EBADF, -EINVAL, -EINVAL, -ENOENT, -ENOENT, 0, -EEXIST, 0}}));
}

// EPOLLEXCLUSIVE goes with ADD and a few events only, and its entry cannot be modified.
TEST_P(Epoll, exclusive_is_for_add_only) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int fd = sys_eventfd(0, false);
              int with_oneshot = add(ep, fd, EPOLLIN | EPOLLONESHOT | EPOLLEXCLUSIVE);
              int with_rdhup = add(ep, fd, EPOLLIN | EPOLLRDHUP | EPOLLEXCLUSIVE);
              int plain_add = add(ep, fd, EPOLLIN | EPOLLET | EPOLLEXCLUSIVE);
              outcome({with_oneshot, with_rdhup, plain_add, ctl(ep, EPOLL_CTL_MOD, fd, EPOLLIN),
                       ctl(ep, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLEXCLUSIVE)});
            }),
            (Outcomes{{-EINVAL, -EINVAL, 0, -EINVAL, -EINVAL}}));
}

// epoll_wait refuses what is no instance, and a batch of nothing.
TEST_P(Epoll, wait_refuses_bad_arguments) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int fd = sys_eventfd(0, false);
              outcome({sys_epoll_wait(ep, nullptr, 0, Timeout::zero), wait_one(fd, Timeout::zero),
                       wait_one(99, Timeout::zero), sys_epoll_create1(1)});
            }),
            (Outcomes{{-EINVAL, -EINVAL, -EBADF, -EINVAL}}));
}

// A registration lives as long as the open file: with a duplicate left, events go on after close,
// and no number can remove it; a new file at the number is another registration.
TEST_P(Epoll, registration_outlives_its_descriptor) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int fd = sys_eventfd(0, false);
              add(ep, fd, EPOLLIN);
              int copy = sys_dup(fd);
              sys_close(fd);
              sys_write(copy, 1);
              int ghost_event = wait_one(ep, Timeout::zero);
              int closed = ctl(ep, EPOLL_CTL_DEL, fd, 0);
              int reused = sys_eventfd(0, false);
              int stranger = ctl(ep, EPOLL_CTL_DEL, reused, 0);
              int again = add(ep, copy, EPOLLIN);
              outcome({ghost_event == fd, closed, reused == fd, stranger, again});
            }),
            (Outcomes{{1, -EBADF, 1, -ENOENT, 0}}));
}

// The last close of a file removes its registrations, also while it is on the ready list.
TEST_P(Epoll, last_close_removes_the_registration) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int fd = sys_eventfd(1, false);
              int copy = sys_dup(fd);
              add(ep, fd, EPOLLIN);
              add(ep, copy, EPOLLIN);
              sys_close(fd);
              int ready = sys_epoll_create1(0);  // takes the number of fd
              int before = wait_one(ep, Timeout::zero);
              sys_close(copy);
              outcome({ready == fd, before == fd, wait_one(ep, Timeout::zero), sys_close(ep),
                       sys_close(ep)});
            }),
            (Outcomes{{1, 1, 0, 0, -EBADF}}));
}

// Closing the instance takes its callbacks off the watched files.
TEST_P(Epoll, closed_instance_is_told_nothing) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int fd = sys_eventfd(0, false);
              add(ep, fd, EPOLLIN);
              sys_close(ep);
              outcome({sys_write(fd, 1), sys_poll(fd) == (EPOLLIN | EPOLLOUT)});
            }),
            (Outcomes{{8, 1}}));
}

// poll(2) of an instance says whether an item is ready, and takes nothing away.
TEST_P(Epoll, instance_is_readable_while_an_item_is_ready) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int fd = sys_eventfd(1, false);
              unsigned idle = sys_poll(ep);
              add(ep, fd, EPOLLIN | EPOLLET);
              unsigned ready = sys_poll(ep);
              outcome({idle, ready == (EPOLLIN | EPOLLRDNORM), wait_one(ep, Timeout::zero) == fd,
                       sys_poll(ep)});
            }),
            (Outcomes{{0, 1, 1, 0}}));
}

}  // namespace
}  // namespace epcheck
