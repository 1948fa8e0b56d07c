// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cerrno>

#include "model/fdtable.h"
#include "tests/model/kernel_world.h"

namespace epcheck {
namespace {

template <class F>
Outcomes outcomes(F body) {
  Result result = explore(kernel_named("v7.1"), body);
  EXPECT_EQ(result.verdict, Verdict::holds);
  return result.outcomes;
}

// A read takes the whole count, or 1 of a semaphore, and nothing of an empty eventfd.
TEST(Eventfd, read_takes_the_count) {
  EXPECT_EQ(outcomes([] {
              int counter = sys_eventfd(2, false);
              int semaphore = sys_eventfd(2, true);
              ByteRange all{0, 0}, one{0, 0};
              sys_read(counter, 8, &all);
              sys_read(semaphore, 8, &one);
              outcome({all.begin, one.begin, sys_read(counter, 8, nullptr),
                       sys_read(semaphore, 8, nullptr)});
            }),
            (Outcomes{{2, 1, -EAGAIN, 8}}));
}

// Bytes are numbered in the order in which they were written; a full stream takes what fits.
TEST(Stream, bytes_are_numbered_and_bounded) {
  EXPECT_EQ(outcomes([] {
              int fds[2];
              sys_socketpair_stream(10, fds);
              int fits = sys_write(fds[1], 6);
              int rest = sys_write(fds[1], 6);
              int full = sys_write(fds[1], 6);
              ByteRange first{0, 0}, second{0, 0};
              sys_read(fds[0], 7, &first);
              sys_read(fds[0], 7, &second);
              outcome({fits, rest, full, first.begin, first.end, second.begin, second.end,
                       sys_read(fds[0], 7, nullptr)});
            }),
            (Outcomes{{6, 4, -EAGAIN, 0, 7, 7, 10, -EAGAIN}}));
}

// After the peer shut down its sending side, what is left is read first, then the end of the
// stream.
TEST(Stream, end_comes_after_the_data) {
  EXPECT_EQ(outcomes([] {
              int fds[2];
              sys_socketpair_stream(10, fds);
              sys_write(fds[1], 3);
              sys_shutdown(fds[1], SHUT_WR);
              unsigned events = sys_poll(fds[0]) & (EPOLLIN | EPOLLRDHUP | EPOLLHUP);
              outcome({events == (EPOLLIN | EPOLLRDHUP), sys_read(fds[0], 9, nullptr),
                       sys_read(fds[0], 9, nullptr), sys_write(fds[1], 1), sys_write(fds[0], 1)});
            }),
            (Outcomes{{1, 3, 0, -EPIPE, 1}}));
}

// Closing an end hangs up the other.
TEST(Stream, close_hangs_up_the_peer) {
  EXPECT_EQ(outcomes([] {
              int fds[2];
              sys_socketpair_stream(10, fds);
              sys_close(fds[1]);
              unsigned events = sys_poll(fds[0]) & (EPOLLIN | EPOLLRDHUP | EPOLLHUP);
              outcome({events == (EPOLLIN | EPOLLRDHUP | EPOLLHUP), sys_read(fds[0], 9, nullptr),
                       sys_write(fds[0], 1), sys_close(fds[0])});
            }),
            (Outcomes{{1, 0, -EPIPE, 0}}));
}

// A reader makes room, which wakes who waits to write.
TEST(Stream, reading_makes_the_peer_writable) {
  EXPECT_EQ(outcomes([] {
              int fds[2];
              sys_socketpair_stream(4, fds);
              int ep = sys_epoll_create1(0);
              sys_write(fds[1], 4);
              add(ep, fds[1], EPOLLOUT | EPOLLET);
              int full = wait_one(ep, Timeout::zero);
              sys_read(fds[0], 1, nullptr);
              outcome({full, wait_one(ep, Timeout::zero) == fds[1]});
            }),
            (Outcomes{{0, 1}}));
}

// Connections are accepted in the order of arrival, and a full backlog refuses.
TEST(Listener, backlog_is_a_bounded_queue) {
  EXPECT_EQ(
      outcomes([] {
        int lst = sys_listen(2);
        Task* self = current_task();
        arrive_connection(file_of(self, lst));
        int second = sys_connect(lst);
        int third = sys_connect(lst);
        int first_fd = sys_accept(lst);
        arrive_bytes(file_of(self, first_fd), 5);
        outcome({second, third, first_fd == lst + 1, sys_read(first_fd, 9, nullptr),
                 sys_accept(lst) == lst + 2, sys_accept(lst), sys_close(first_fd), sys_close(lst)});
      }),
      (Outcomes{{0, -EAGAIN, 1, 5, 1, -EAGAIN, 0, 0}}));
}

// Calls on files that do not have them.
TEST(Files, calls_on_the_wrong_kind_are_refused) {
  EXPECT_EQ(
      outcomes([] {
        int event = sys_eventfd(0, false);
        int lst = sys_listen(1);
        int fds[2];
        sys_socketpair_stream(4, fds);
        outcome({sys_accept(event), sys_accept(fds[0]), sys_read(lst, 1, nullptr),
                 sys_shutdown(event, SHUT_RD), sys_shutdown(fds[0], 7), sys_read(99, 1, nullptr)});
      }),
      (Outcomes{{-ENOTSOCK, -EINVAL, -ENOTCONN, -ENOTSOCK, -EINVAL, -EBADF}}));
}

// The lowest free number is given out; dup2 closes what was at its number.
TEST(Descriptors, lowest_number_is_used) {
  EXPECT_EQ(outcomes([] {
              int a = sys_eventfd(0, false);
              int b = sys_eventfd(7, false);
              sys_close(a);
              int again = sys_dup(b);
              int moved = sys_dup2(b, 9);
              ByteRange got{0, 0};
              sys_read(9, 8, &got);
              outcome({a, b, again, moved, got.begin, sys_dup2(b, b), sys_dup2(b, 99),
                       sys_dup2(55, 3), sys_dup(55)});
            }),
            (Outcomes{{3, 4, 3, 9, 7, 4, -EBADF, -EBADF, -EBADF}}));
}

// A pipe takes a small write whole while it has any room, and ends when its writer has closed.
TEST(Pipe, bytes_go_one_way) {
  EXPECT_EQ(outcomes([] {
              int fds[2];
              sys_pipe(10, fds);
              int first = sys_write(fds[1], 6);
              int second = sys_write(fds[1], 6);
              int third = sys_write(fds[1], 1);
              ByteRange got{0, 0};
              int read = sys_read(fds[0], 4, &got);
              sys_close(fds[1]);
              unsigned events = sys_poll(fds[0]);
              outcome({first, second, third, read, got.end, sys_write(fds[0], 1),
                       events == (EPOLLIN | EPOLLRDNORM | EPOLLHUP), sys_read(fds[0], 9, nullptr),
                       sys_read(fds[0], 9, nullptr), sys_poll(fds[0]) == EPOLLHUP});
            }),
            (Outcomes{{6, 6, -EAGAIN, 4, 4, -EBADF, 1, 8, 0, 1}}));
}

// Without a reader there is an error to be polled, and no write.
TEST(Pipe, writer_sees_that_the_reader_is_gone) {
  EXPECT_EQ(outcomes([] {
              int fds[2];
              sys_pipe(10, fds);
              sys_close(fds[0]);
              outcome({sys_poll(fds[1], EPOLLIN) == EPOLLERR, sys_write(fds[1], 1)});
            }),
            (Outcomes{{1, -EPIPE}}));
}

// A pipe that is writable takes what is written, and one that is not tells when it is again.
TEST(Pipe, is_writable_as_it_says) {
  EXPECT_EQ(outcomes([] {
              int fds[2];
              sys_pipe(10, fds);
              sys_write(fds[1], 8);
              int ep = sys_epoll_create1(0);
              add(ep, fds[1], EPOLLOUT | EPOLLET);
              int writable = wait_one(ep, Timeout::zero);
              int taken = sys_write(fds[1], 4);
              unsigned full = sys_poll(fds[1], EPOLLOUT);
              sys_read(fds[0], 1, nullptr);
              int still_full = wait_one(ep, Timeout::zero);
              sys_read(fds[0], 2, nullptr);
              outcome({writable == fds[1], taken, full, still_full,
                       wait_one(ep, Timeout::zero) == fds[1]});
            }),
            (Outcomes{{1, 4, 0, 0, 1}}));
}

// Each write to a pipe is an edge, also when bytes are left (3a34b13a88ca).
TEST(Pipe, each_write_is_an_edge) {
  EXPECT_EQ(outcomes([] {
              int fds[2];
              sys_pipe(10, fds);
              int ep = sys_epoll_create1(0);
              add(ep, fds[0], EPOLLIN | EPOLLET);
              sys_write(fds[1], 1);
              int first = wait_one(ep, Timeout::zero);
              int nothing = wait_one(ep, Timeout::zero);
              sys_write(fds[1], 1);
              outcome({first == fds[0], nothing, wait_one(ep, Timeout::zero) == fds[0]});
            }),
            (Outcomes{{1, 0, 1}}));
}

// Both ends may be closed at once.
TEST(Pipe, ends_are_closed_beside_each_other) {
  EXPECT_EQ(outcomes([] {
              int fds[2];
              sys_pipe(10, fds);
              int ep = sys_epoll_create1(0);
              add(ep, fds[0], EPOLLIN);
              int writer = fds[1];
              start("writer", [writer] { sys_close(writer); });
              outcome({sys_close(fds[0]), wait_one(ep, Timeout::zero)});
            }),
            (Outcomes{{0, 0}}));
}

// A timer runs out once for each time it is set; setting it anew forgets what has run out.
TEST(Timerfd, runs_out_once) {
  EXPECT_EQ(outcomes([] {
              int fd = sys_timerfd(true);
              File* timer = file_of(current_task(), fd);
              arrive_expiry(timer);
              arrive_expiry(timer);
              ByteRange got{0, 0};
              int read = sys_read(fd, 8, &got);
              int again = sys_read(fd, 8, nullptr);
              sys_timerfd_settime(fd, true);
              arrive_expiry(timer);
              unsigned before = sys_poll(fd);
              sys_timerfd_settime(fd, false);
              outcome({read, got.begin, again, before, sys_poll(fd)});
            }),
            (Outcomes{{8, 1, -EAGAIN, EPOLLIN, 0}}));
}

// A forked process has the same files under the same numbers, and closes its own.
TEST(Process, fork_copies_descriptors) {
  EXPECT_EQ(outcomes([] {
              int fd = sys_eventfd(1, false);
              int ep = sys_epoll_create1(0);
              add(ep, fd, EPOLLIN);
              Process* child = process_create();
              sys_fork(child, 1);
              sys_close(fd);
              int before = wait_one(ep, Timeout::zero) == fd;
              Task* task = task_create(kernel(), child, "child");
              thread([task] {
                task_begin(task);
                sys_exit();
              }).join();
              outcome({before, wait_one(ep, Timeout::zero)});
            }),
            (Outcomes{{1, 0}}));
}

}  // namespace
}  // namespace epcheck
