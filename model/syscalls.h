// SPDX-License-Identifier: MIT
// The system calls of the model, and what arrives from outside. A call returns a number >= 0 or
// -errno. Descriptors are those of the process of the calling task. All files are non-blocking:
// only epoll_wait and poll sleep. Call these from a thread that has done task_begin() or boot().
#pragma once

#include <cstdint>

#include "model/eventpoll.h"
#include "model/fdtable.h"
#include "model/task.h"

namespace epcheck {

struct File;

/// What a read got. A stream numbers the bytes of each direction from 0, and a read got the bytes
/// `begin` up to but not including `end`. Of an eventfd, `begin` is the value and `end` is 0.
struct ByteRange {
  std::int64_t begin;
  std::int64_t end;
};

/// EINVAL for unknown flags. EMFILE.
int sys_epoll_create1(int flags);
/// `op` is EPOLL_CTL_ADD, MOD or DEL. EBADF, EINVAL, ELOOP, EEXIST, ENOENT as epoll_ctl(2).
int sys_epoll_ctl(int epfd, int op, int fd, const EpollEvent* event);
/// `events` lies on the caller's stack and has room for `maxevents` (>= 1, else EINVAL).
int sys_epoll_wait(int epfd, EpollEvent* events, int maxevents, Timeout timeout);
/// The same with another mask of signals for as long as it waits.
int sys_epoll_pwait(int epfd, EpollEvent* events, int maxevents, Timeout timeout, unsigned mask);

int sys_eventfd(unsigned count, bool semaphore);
/// Two connected ends; each can hold `capacity` unread bytes from the other. Semantics of
/// AF_UNIX, but for connection resets.
int sys_socketpair_stream(int capacity, int fds[2]);
/// The read end and the write end of a pipe that can hold `capacity` bytes.
int sys_pipe(int capacity, int fds[2]);
/// A one-shot timer.
int sys_timerfd(bool armed);
/// EINVAL if it is no timer.
int sys_timerfd_settime(int fd, bool armed);
/// A file that is readable while a signal of `mask` is pending for who asks.
int sys_signalfd(unsigned mask);
/// A listening socket that holds up to `backlog` connections.
int sys_listen(int backlog);

/// Stream, pipe: up to `size` bytes, 0 at the end of the stream, EAGAIN if empty. Eventfd, timer:
/// 8, with the value in got->begin, EAGAIN if the count is 0. `got` may be null.
int sys_read(int fd, int size, ByteRange* got);
/// Stream: how many of `size` bytes fitted, EAGAIN if none, EPIPE. Eventfd: 8 after adding the
/// value, EAGAIN if the count would overflow.
int sys_write(int fd, int size_or_value);
/// The descriptor of the oldest pending connection; EAGAIN if there is none.
int sys_accept(int fd);
/// A client elsewhere connects; EAGAIN if the backlog is full. The peer has no descriptor here.
int sys_connect(int listener_fd);
/// `how` is SHUT_RD, SHUT_WR or SHUT_RDWR.
int sys_shutdown(int fd, int how);
int sys_close(int fd);
int sys_dup(int fd);
int sys_dup2(int old_fd, int new_fd);
/// poll(2) of one descriptor: those of `events`, ERR and HUP that it has, 0 if the time is over,
/// POLLNVAL if it is not open, -EINTR if a signal came first.
int sys_poll(int fd, unsigned events = ~0u, Timeout timeout = Timeout::zero);

/// fork(2) as far as descriptors go: the table of `child` gets those of the caller's process. A
/// process is forked once, and begins with `tasks` of them, which the caller starts.
void sys_fork(Process* child, unsigned tasks);
/// The calling task ends. With the last task of a process its descriptors are closed and its
/// queue of signalfds goes, unless it is the first process and nothing killed it: what its threads
/// do after their last step is not told.
void sys_exit();

/// From interrupt context: bytes from the peer; the file is a stream. Bytes that do not fit are
/// lost.
void arrive_bytes(File* file, int bytes);
/// The time of a timer is over; nothing happens unless it is armed.
void arrive_expiry(File* file);
/// A connection; lost if the backlog is full.
void arrive_connection(File* file);
/// The peer will send no more.
void arrive_fin(File* file);

}  // namespace epcheck
