// SPDX-License-Identifier: MIT
// Instances that watch instances.
#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "tests/model/kernel_world.h"

namespace epcheck {
namespace {

class Nested : public testing::TestWithParam<const char*> {
 protected:
  template <class F>
  Outcomes outcomes(F body) {
    Result result = explore(kernel_named(GetParam()), body);
    EXPECT_EQ(result.verdict, Verdict::holds);
    return result.outcomes;
  }
};

// An event goes up through both instances; a level below an edge is told of once.
TEST_P(Nested, waits_see_the_level_or_the_edge) {
  EXPECT_EQ(outcomes([] {
              int inner = sys_epoll_create1(0);
              int level = sys_epoll_create1(0);
              int edge = sys_epoll_create1(0);
              int fd = sys_eventfd(0, false);
              add(level, inner, EPOLLIN);
              add(edge, inner, EPOLLIN | EPOLLET);
              add(inner, fd, EPOLLIN);
              sys_write(fd, 1);
              bool first =
                  wait_one(level, Timeout::zero) == inner && wait_one(edge, Timeout::zero) == inner;
              outcome({first, wait_one(level, Timeout::zero) == inner,
                       wait_one(edge, Timeout::zero) == inner, sys_poll(inner, EPOLLIN) == EPOLLIN,
                       wait_one(inner, Timeout::zero) == fd});
            }),
            GetParam() == std::string("v5.1") ? (Outcomes{{1, 1, 1, 1, 1}})
                                              : (Outcomes{{1, 1, 0, 1, 1}}));
}

// A sleeper on the outer instance is woken by a file of the inner one.
TEST_P(Nested, sleeper_is_woken_from_below) {
  EXPECT_EQ(outcomes([] {
              int inner = sys_epoll_create1(0);
              int outer = sys_epoll_create1(0);
              int fd = sys_eventfd(0, false);
              add(outer, inner, EPOLLIN | EPOLLET);
              add(inner, fd, EPOLLIN | EPOLLET);
              start("writer", [fd] { sys_write(fd, 1); });
              outcome({wait_one(outer, Timeout::infinite) == inner,
                       wait_one(inner, Timeout::zero) == fd});
            }),
            (Outcomes{{1, 1}}));
}

// Of two ADDs that would close a circle together, exactly one is refused.
TEST_P(Nested, circle_is_refused) {
  EXPECT_EQ(outcomes([] {
              int a = sys_epoll_create1(0);
              int b = sys_epoll_create1(0);
              start("a", [a, b] { outcome({add(a, b, EPOLLIN)}); });
              start("b", [a, b] { outcome({add(b, a, EPOLLIN)}); });
            }),
            (Outcomes{{0, -ELOOP}, {-ELOOP, 0}}));
}

// A file may be reached by ten ways through five instances, and not by eleven.
TEST_P(Nested, eleventh_way_is_refused) {
  EXPECT_EQ(outcomes([] {
              int below = sys_eventfd(0, false);
              for (int i = 0; i < 4; ++i) {
                int above = sys_epoll_create1(0);
                add(above, below, EPOLLIN);
                below = above;
              }
              int good = 0;
              for (int i = 0; i < 10; ++i) good += add(sys_epoll_create1(0), below, EPOLLIN) == 0;
              outcome({good, add(sys_epoll_create1(0), below, EPOLLIN)});
            }),
            (Outcomes{{10, -EINVAL}}));
}

// Closing the inner instance while the outer one is scanned touches nothing freed.
TEST_P(Nested, inner_may_be_closed_during_a_scan) {
  EXPECT_EQ(outcomes([] {
              int inner = sys_epoll_create1(0);
              int outer = sys_epoll_create1(0);
              int fd = sys_eventfd(1, false);
              add(inner, fd, EPOLLIN);
              add(outer, inner, EPOLLIN);
              start("closer", [inner] { sys_close(inner); });
              outcome({wait_one(outer, Timeout::zero) == inner});
            }),
            (Outcomes{{0}, {1}}));
}

// Closing the outer instance while an event comes up touches nothing freed.
TEST_P(Nested, outer_may_be_closed_under_an_event) {
  EXPECT_EQ(outcomes([] {
              int inner = sys_epoll_create1(0);
              int outer = sys_epoll_create1(0);
              int fd = sys_eventfd(0, false);
              add(inner, fd, EPOLLIN);
              add(outer, inner, EPOLLIN);
              start("closer", [outer] { sys_close(outer); });
              sys_write(fd, 1);
              outcome({wait_one(inner, Timeout::zero) == fd});
            }),
            (Outcomes{{1}}));
}

INSTANTIATE_TEST_SUITE_P(Kernels, Nested, testing::Values("v5.1", "v5.5", "v7.1"));

/// poll(2) of an instance beside an event for it: {} if it sleeps for ever.
Outcomes poll_beside_an_event(const char* kernel) {
  return explore(kernel_named(kernel),
                 [] {
                   int ep = sys_epoll_create1(0);
                   int fd = sys_eventfd(0, false);
                   add(ep, fd, EPOLLIN);
                   start("writer", [fd] { sys_write(fd, 1); });
                   outcome({sys_poll(ep, EPOLLIN, Timeout::infinite)});
                 })
      .outcomes;
}

// poll(2) sleeps until an event that it asked for comes.
TEST(NestedPoll, is_told_of_an_event) {
  EXPECT_EQ(poll_beside_an_event("v5.1"), (Outcomes{{EPOLLIN}}));
  EXPECT_EQ(poll_beside_an_event("v7.1"), (Outcomes{{EPOLLIN}}));
}

// 339ddb53d373 lost what comes while poll(2) itself looks, until 0c54a6a44bf3.
TEST(NestedPoll, lost_what_came_during_its_look) {
  EXPECT_EQ(poll_beside_an_event("v5.5"), (Outcomes{{}, {EPOLLIN}}));
}

/// Links instances to a chain, one ADD after the other, and says what the last ADD returned.
Outcomes chain(const char* kernel, int links, bool upwards) {
  return explore(kernel_named(kernel),
                 [links, upwards] {
                   int fds[8];
                   for (int& fd : fds) fd = sys_epoll_create1(0);
                   int last = 0;
                   for (int i = 0; i < links; ++i) {
                     int at = upwards ? i : links - 1 - i;
                     last = add(fds[at + 1], fds[at], EPOLLIN);
                   }
                   outcome({last});
                 })
      .outcomes;
}

// Four links are the most, whatever order they are made in.
TEST(NestedChain, has_four_links) {
  EXPECT_EQ(chain("v7.1", 4, true), (Outcomes{{0}}));
  EXPECT_EQ(chain("v7.1", 5, true), (Outcomes{{-ELOOP}}));
  EXPECT_EQ(chain("v7.1", 5, false), (Outcomes{{-ELOOP}}));
}

// Before f2e467a48287 nobody counted what lay above (B23).
TEST(NestedChain, had_no_end_upwards) {
  EXPECT_EQ(chain("v5.1", 7, false), (Outcomes{{0}}));
  EXPECT_EQ(chain("v5.1", 7, true), (Outcomes{{-ELOOP}}));
}

}  // namespace
}  // namespace epcheck
