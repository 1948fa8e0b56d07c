// SPDX-License-Identifier: MIT
// What system calls do where their caller's memory is slow or missing.
#include "model/uaccess.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "model/eventpoll.h"
#include "model/fdtable.h"
#include "model/file.h"
#include "tests/model/kernel_world.h"

namespace epcheck {
namespace {

using Names = std::vector<std::string>;

template <class F>
Names broken(F body) {
  Names names;
  for (const Violation& violation : explore(kernel_named("v7.1"), body).violations)
    names.push_back(violation.property);
  return names;
}

class UserAccess : public testing::TestWithParam<const char*> {
 protected:
  template <class F>
  Outcomes outcomes(F body) {
    Result result = explore(kernel_named(GetParam()), body);
    EXPECT_EQ(result.verdict, Verdict::holds);
    return result.outcomes;
  }
};

// EFAULT comes only if nothing was delivered, and what could not be stored is delivered later, in
// its place. 6.16-rc3 collected the newest first.
TEST_P(UserAccess, fault_loses_no_event) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int a = sys_eventfd(1, false);
              int b = sys_eventfd(1, false);
              add(ep, a, EPOLLIN | EPOLLET);
              add(ep, b, EPOLLIN | EPOLLONESHOT);
              EpollEvent events[2] = {};
              current_task()->user_memory = UserMemory::missing;
              int first = sys_epoll_wait(ep, events, 2, Timeout::zero);
              current_task()->user_memory = UserMemory::present;
              outcome({first, wait_one(ep, Timeout::zero) - a, wait_one(ep, Timeout::zero) - a});
            }),
            GetParam() == std::string("v6.16-rc3")
                ? (Outcomes{{-EFAULT, 1, 0}, {1, 0, -4}, {2, -4, -4}})
                : (Outcomes{{-EFAULT, 0, 1}, {1, 1, -4}, {2, -4, -4}}));
}

TEST_P(UserAccess, registration_is_copied_first) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int fd = sys_eventfd(1, false);
              current_task()->user_memory = UserMemory::missing;
              outcome({add(ep, fd, EPOLLIN)});
            }),
            (Outcomes{{-EFAULT}, {0}}));
}

// A callback that comes while the scanner sleeps over a page goes to ovflist: nothing is lost.
TEST_P(UserAccess, event_comes_during_a_slow_store) {
  EXPECT_EQ(outcomes([] {
              int ep = sys_epoll_create1(0);
              int fd = sys_eventfd(1, false);
              add(ep, fd, EPOLLIN | EPOLLET);
              start("writer", [fd] { sys_write(fd, 1); });
              current_task()->user_memory = UserMemory::slow;
              int first = wait_one(ep, Timeout::zero) == fd;
              outcome({first, wait_one(ep, Timeout::zero) == fd});
            }),
            (Outcomes{{1, 0}, {1, 1}}));
}

INSTANTIATE_TEST_SUITE_P(Kernels, UserAccess, testing::Values("v5.1", "v6.16-rc3", "v7.1"));

TEST(UserAccessRules, spinlock_is_not_held) {
  EXPECT_EQ(broken([] {
              Eventpoll* ep = file_of(current_task(), sys_epoll_create1(0))->eventpoll();
              spin_lock_irq(ep->lock);
              put_user();
              spin_unlock_irq(ep->lock);
            }),
            (Names{"user-access"}));
}

TEST(UserAccessRules, region_is_closed_on_every_way) {
  EXPECT_EQ(broken([] {
              user_access_begin();
              if (unsafe_put_user()) user_access_check_closed();
            }),
            (Names{"user-access"}));
}

TEST(UserAccessRules, nothing_else_happens_in_a_region) {
  EXPECT_EQ(broken([] {
              user_access_begin();
              might_sleep();
              user_access_end();
            }),
            (Names{"sleep-in-atomic"}));
}

}  // namespace
}  // namespace epcheck
