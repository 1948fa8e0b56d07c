// SPDX-License-Identifier: MIT
#include <sys/epoll.h>

#include <cerrno>

#include "checker/report.h"
#include "model/eventpoll.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/monitor.h"
#include "model/signal.h"
#include "model/syscalls.h"
#include "model/uaccess.h"

namespace epcheck {
namespace {

constexpr unsigned kExclusiveOkBits =
    EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE;

bool op_has_event(int op) { return op != EPOLL_CTL_DEL; }

/// What can be refused by looking at the arguments alone: 0 or -errno.
int refusal(const File* file, const File* target, int op, unsigned events) {
  if (file == target || !is_file_epoll(file)) return -EINVAL;
  if (op_has_event(op) && (events & EPOLLEXCLUSIVE) != 0) {
    if (op == EPOLL_CTL_MOD) return -EINVAL;
    if (op == EPOLL_CTL_ADD && (is_file_epoll(target) || (events & ~kExclusiveOkBits) != 0))
      return -EINVAL;
  }
  return 0;
}

/// With mtx held.
int ctl_locked(Eventpoll* ep, int op, File* target, int fd, const EpollEvent& event,
               PathCheck* check) {
  Epitem* epi = ep_find(ep, target, fd);
  switch (op) {
    case EPOLL_CTL_ADD:
      if (epi != nullptr && does(Step::do_epoll_ctl_exists)) return -EEXIST;
      return ep_insert(ep, event, target, fd, check);
    case EPOLL_CTL_MOD:
      if (epi == nullptr) return -ENOENT;
      if ((epi->events.load(Order::relaxed) & EPOLLEXCLUSIVE) != 0) return -EINVAL;
      return ep_modify(epi, event);
    case EPOLL_CTL_DEL:
      if (epi == nullptr) return -ENOENT;
      ep_remove(epi);
      return 0;
    default:
      return -EINVAL;
  }
}

/// An ADD that must be checked for loops and paths, all in turn.
[[gnu::noinline]] int add_checked(Eventpoll* ep, File* target, int fd, const EpollEvent& event) {
  PathCheck check;
  int result = ep_begin_full_check(ep, target, &check);
  if (result == 0) {
    mutex_lock(ep->mtx, Step::do_epoll_ctl_mtx);
    result = ctl_locked(ep, EPOLL_CTL_ADD, target, fd, event, &check);
    mutex_unlock(ep->mtx, Step::do_epoll_ctl_mtx);
  }
  ep_end_full_check(&check);
  return result;
}

/// do_epoll_ctl() with references on both files.
[[gnu::noinline]] int do_epoll_ctl(File* file, int op, File* target, int fd, EpollEvent event) {
  // The caller has CAP_BLOCK_SUSPEND, if anybody asks for it.
  if (!kernel().wakeup_sources) event.events &= ~unsigned{EPOLLWAKEUP};
  if (int error = refusal(file, target, op, event.events)) return error;
  event.events |= EPOLLERR | EPOLLHUP;
  Eventpoll* ep = file->eventpoll();
  mutex_lock(ep->mtx, Step::do_epoll_ctl_mtx);
  if (op == EPOLL_CTL_ADD && ep_needs_full_check(ep, target)) {
    mutex_unlock(ep->mtx, Step::do_epoll_ctl_mtx);
    return add_checked(ep, target, fd, event);
  }
  int result = ctl_locked(ep, op, target, fd, event, nullptr);
  mutex_unlock(ep->mtx, Step::do_epoll_ctl_mtx);
  return result;
}

/// do_epoll_wait() with a reference on the file.
[[gnu::noinline]] int do_epoll_wait(File* file, EpollEvent* events, int maxevents,
                                    Timeout timeout) {
  if (maxevents <= 0 || !is_file_epoll(file)) return -EINVAL;
  Eventpoll* ep = file->eventpoll();
  monitor_wait_begins(current_task(), ep, timeout != Timeout::zero);
  int result = ep_poll(ep, events, maxevents, timeout);
  note("return", "epoll_wait({}) = {}", name_of(file), result);
  user_access_check_closed();
  monitor_wait_returned(current_task(), result);
  return result;
}

const char* op_name(int op) {
  switch (op) {
    case EPOLL_CTL_ADD:
      return "ADD";
    case EPOLL_CTL_MOD:
      return "MOD";
    case EPOLL_CTL_DEL:
      return "DEL";
    default:
      return "?";
  }
}

}  // namespace

int sys_epoll_create1(int flags) {
  if ((flags & ~EPOLL_CLOEXEC) != 0) return -EINVAL;
  File* file = ep_file_create();
  int fd = fd_install_lowest(file);
  return fd >= 0 ? fd : leave_syscall(file, fd);
}

[[gnu::noinline]] int sys_epoll_ctl(int epfd, int op, int fd, const EpollEvent* event) {
  Function fn("epoll_ctl");
  if (op_has_event(op) && (event == nullptr || !copy_from_user())) return -EFAULT;
  File* file = fget(epfd);
  if (file == nullptr) return -EBADF;
  File* target = fget(fd);
  if (target == nullptr) return leave_syscall(file, -EBADF);
  note("call", "epoll_ctl({}, {}, {})", name_of(file), op_name(op), name_of(target));
  int result = do_epoll_ctl(file, op, target, fd, op_has_event(op) ? *event : EpollEvent{0, 0});
  fput(target);
  return leave_syscall(file, result);
}

[[gnu::noinline]] int sys_epoll_wait(int epfd, EpollEvent* events, int maxevents, Timeout timeout) {
  Function fn("epoll_wait");
  File* file = fget(epfd);
  if (file == nullptr) return -EBADF;
  return leave_syscall(file, do_epoll_wait(file, events, maxevents, timeout));
}

[[gnu::noinline]] int sys_epoll_pwait(int epfd, EpollEvent* events, int maxevents, Timeout timeout,
                                      unsigned mask) {
  set_user_sigmask(mask);
  int result = sys_epoll_wait(epfd, events, maxevents, timeout);
  restore_user_sigmask(result == -EINTR);
  return result;
}

}  // namespace epcheck
