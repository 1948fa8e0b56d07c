// SPDX-License-Identifier: MIT
#include "model/syscalls.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "checker/report.h"
#include "model/eventfd.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/listener.h"
#include "model/pipe.h"
#include "model/poll.h"
#include "model/signalfd.h"
#include "model/stream.h"
#include "model/timerfd.h"

namespace epcheck {
namespace {

/// Gives the file, whose reference is the caller's, a descriptor.
int install(File* file) {
  int fd = fd_install_lowest(file);
  return fd >= 0 ? fd : leave_syscall(file, fd);
}

int install_both(File* const files[2], int fds[2]) {
  int first = install(files[0]);
  if (first < 0) {
    install(files[1]);
    return first;
  }
  int second = install(files[1]);
  if (second < 0) {
    sys_close(first);
    return second;
  }
  fds[0] = first;
  fds[1] = second;
  return 0;
}

int read_file(File* file, int size, ByteRange* got) {
  switch (file->kind) {
    case FileKind::eventfd:
      return eventfd_read(file, got);
    case FileKind::stream:
      return stream_read(file, size, got);
    case FileKind::pipe:
      return pipe_read(file, size, got);
    case FileKind::timerfd:
      return timerfd_read(file, got);
    case FileKind::signalfd:
      return signalfd_read(file, got);
    case FileKind::listener:
      return -ENOTCONN;
    case FileKind::eventpoll:
      break;
  }
  return -EINVAL;
}

int write_file(File* file, int size_or_value) {
  if (size_or_value < 0) return -EINVAL;
  switch (file->kind) {
    case FileKind::eventfd:
      return eventfd_write(file, static_cast<unsigned>(size_or_value));
    case FileKind::stream:
      return stream_write(file, size_or_value);
    case FileKind::pipe:
      return pipe_write(file, size_or_value);
    case FileKind::listener:
      return -ENOTCONN;
    case FileKind::timerfd:
    case FileKind::signalfd:
    case FileKind::eventpoll:
      break;
  }
  return -EINVAL;
}

int shutdown_file(File* file, int how) {
  if (file->kind == FileKind::listener) return -ENOTCONN;
  if (file->kind != FileKind::stream) return -ENOTSOCK;
  switch (how) {
    case SHUT_RD:
      return stream_shutdown(file, kRcvShutdown);
    case SHUT_WR:
      return stream_shutdown(file, kSendShutdown);
    case SHUT_RDWR:
      return stream_shutdown(file, kShutdownMask);
    default:
      return -EINVAL;
  }
}

/// After a look that found nothing: whether the call ends with EINTR, however much time is left.
bool interrupts(unsigned mask) { return mask == 0 && signal_pending(current_task()); }

/// do_poll() with a timeout of zero: nothing is registered.
int poll_once(File* file, unsigned filter) {
  unsigned mask = vfs_poll(file, {nullptr, filter}) & filter;
  return interrupts(mask) ? -EINTR : static_cast<int>(mask);
}

/// do_poll() where it may sleep.
[[gnu::noinline]] int do_poll(File* file, unsigned filter, Timeout timeout) {
  Poller poller;
  unsigned mask = vfs_poll(file, {nullptr, filter, &poller}) & filter;
  bool interrupted = interrupts(mask);
  bool timed_out = false;
  while (mask == 0 && !timed_out && !interrupted) {
    note("sleep", "poll: sleeps on {}", name_of(file));
    timed_out = !poller_sleep(&poller, timeout);
    mask = vfs_poll(file, {nullptr, filter}) & filter;
    interrupted = interrupts(mask);
  }
  poller_remove(&poller);
  return interrupted ? -EINTR : static_cast<int>(mask);
}

int not_a_listener(const File* file) {
  return file->kind == FileKind::stream ? -EINVAL : -ENOTSOCK;
}

}  // namespace

int sys_eventfd(unsigned count, bool semaphore) {
  return install(eventfd_create(count, semaphore));
}

int sys_socketpair_stream(int capacity, int fds[2]) {
  File* files[2];
  stream_create_pair(capacity, files);
  return install_both(files, fds);
}

int sys_pipe(int capacity, int fds[2]) {
  File* files[2];
  pipe_create(capacity, files);
  return install_both(files, fds);
}

int sys_timerfd(bool armed) { return install(timerfd_create(armed)); }

[[gnu::noinline]] int sys_timerfd_settime(int fd, bool armed) {
  File* file = fget(fd);
  if (file == nullptr) return -EBADF;
  if (file->kind != FileKind::timerfd) return leave_syscall(file, -EINVAL);
  return leave_syscall(file, timerfd_settime(file, armed));
}

int sys_signalfd(unsigned mask) { return install(signalfd_create(mask)); }

int sys_listen(int backlog) { return install(listener_create(backlog)); }

[[gnu::noinline]] int sys_read(int fd, int size, ByteRange* got) {
  File* file = fget(fd);
  if (file == nullptr) return -EBADF;
  int result = read_file(file, size, got);
  note("return", "read({}) = {}", name_of(file), result);
  return leave_syscall(file, result);
}

[[gnu::noinline]] int sys_write(int fd, int size_or_value) {
  File* file = fget(fd);
  if (file == nullptr) return -EBADF;
  note("call", "write({}, {})", name_of(file), size_or_value);
  return leave_syscall(file, write_file(file, size_or_value));
}

[[gnu::noinline]] int sys_accept(int fd) {
  File* file = fget(fd);
  if (file == nullptr) return -EBADF;
  if (file->kind != FileKind::listener) return leave_syscall(file, not_a_listener(file));
  File* connection = listener_accept(file);
  if (connection == nullptr) {
    note("return", "accept({}) = EAGAIN", name_of(file));
    return leave_syscall(file, -EAGAIN);
  }
  note("return", "accept({}) = #{}", name_of(file), connection->stream()->number);
  return leave_syscall(file, install(connection));
}

[[gnu::noinline]] int sys_connect(int listener_fd) {
  File* file = fget(listener_fd);
  if (file == nullptr) return -EBADF;
  if (file->kind != FileKind::listener) return leave_syscall(file, not_a_listener(file));
  return leave_syscall(file, listener_connect(file));
}

[[gnu::noinline]] int sys_shutdown(int fd, int how) {
  File* file = fget(fd);
  if (file == nullptr) return -EBADF;
  return leave_syscall(file, shutdown_file(file, how));
}

[[gnu::noinline]] int sys_close(int fd) {
  File* file = fd_take(fd);
  if (file == nullptr) return -EBADF;
  note("call", "close({}: {})", fd, name_of(file));
  return leave_syscall(file, 0);
}

[[gnu::noinline]] int sys_dup(int fd) {
  File* file = fget(fd);
  if (file == nullptr) return -EBADF;
  return install(file);
}

[[gnu::noinline]] int sys_dup2(int old_fd, int new_fd) {
  File* file = fget(old_fd);
  if (file == nullptr) return -EBADF;
  if (!fd_in_range(new_fd)) return leave_syscall(file, -EBADF);
  if (old_fd == new_fd) return leave_syscall(file, new_fd);
  if (File* replaced = fd_replace(new_fd, file)) fput(replaced);
  return leave_syscall(file, new_fd);
}

[[gnu::noinline]] int sys_poll(int fd, unsigned events, Timeout timeout) {
  Function fn("poll");
  File* file = fget(fd);
  if (file == nullptr) return POLLNVAL;
  unsigned filter = events | POLLERR | POLLHUP;
  int mask = timeout == Timeout::zero ? poll_once(file, filter) : do_poll(file, filter, timeout);
  if (mask < 0)
    note("return", "poll({}) = EINTR", name_of(file));
  else
    note("return", "poll({}) = {:#x}", name_of(file), mask);
  return leave_syscall(file, mask);
}

[[gnu::noinline]] void sys_fork(Process* child, unsigned tasks) {
  Function fn("fork");
  require(child->live.exchange(tasks) == 0, "a process is forked twice");
  note("call", "fork");
  fd_copy(child);
  if (const Sighand* own = current_task()->process->sighand.load(Order::relaxed))
    signals_begin(child, own->handled);
}

/// The threads of the first process end where the scenario does; the process lives on, unless
/// something killed it.
static bool lives_on(const Process* process) {
  if (process != kernel().tasks[0]->process) return false;
  const Sighand* sighand = process->sighand.load(Order::relaxed);
  return sighand == nullptr || !sighand->group_exit;
}

[[gnu::noinline]] void sys_exit() {
  Process* process = current_task()->process;
  exit_signals();
  if (process->live.load() == 0 || process->live.fetch_sub(1) != 1 || lives_on(process)) return;
  Function fn("exit");
  note("call", "the process ends");
  for (int fd = 0; fd < Process::kDescriptors; ++fd) {
    File* file = fd_take(fd);
    if (file == nullptr) continue;
    fput(file);
    task_work_run();
  }
  cleanup_sighand(process);
}

[[gnu::noinline]] void arrive_bytes(File* file, int bytes) {
  Function fn("arrive_bytes");
  stream_receive(file->stream(), bytes);
}

void arrive_expiry(File* file) { timerfd_expire(file); }

void arrive_connection(File* file) { listener_connect(file); }

[[gnu::noinline]] void arrive_fin(File* file) {
  Function fn("arrive_fin");
  stream_receive_fin(file->stream());
}

}  // namespace epcheck
