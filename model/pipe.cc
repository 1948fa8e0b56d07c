// SPDX-License-Identifier: MIT
#include "model/pipe.h"

#include <limits.h>
#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>

#include "checker/memory.h"
#include "checker/report.h"
#include "model/kernel.h"
#include "model/syscalls.h"

namespace epcheck {
namespace {

constexpr unsigned kReadable = EPOLLIN | EPOLLRDNORM;
constexpr unsigned kWritable = EPOLLOUT | EPOLLWRNORM;

bool is_full(const Pipe* pipe, int unread) { return unread >= pipe->capacity; }

bool is_read_end(const PipeEnd* end) { return end == &end->pipe->read_end; }

File* create_end(PipeEnd* end) {
  File* file = file_create(FileKind::pipe, end, &end->wait);
  end->file = file;
  return file;
}

/// Wakes the pollers of an end, which may have been released meanwhile.
[[gnu::noinline]] void wake_end(PipeEnd* end, unsigned ready, unsigned key, int nr_exclusive) {
  bool flags = spin_lock_irqsave(end->wait.lock, Step::wake_up_lock);
  File* file = end->file;
  if (file != nullptr) monitor_edge(file, ready);
  wake_up_locked(&end->wait, kTaskInterruptible, nr_exclusive, key);
  if (file != nullptr) monitor_edge_end(file, ready);
  spin_unlock_irqrestore(end->wait.lock, flags, Step::wake_up_lock);
}

}  // namespace

void pipe_create(int capacity, File* files[2]) {
  Pipe* pipe = make<Pipe>(capacity);
  files[0] = create_end(&pipe->read_end);
  files[1] = create_end(&pipe->write_end);
}

unsigned pipe_poll(File* file, PollTable pt) {
  poll_wait(file, pt);
  PipeEnd* end = file->pipe_end();
  Pipe* pipe = end->pipe;
  int unread = pipe->unread.load(Order::relaxed);
  unsigned events = 0;
  if (is_read_end(end)) {
    if (unread > 0) events |= kReadable;
    if (pipe->write_end.open.load(Order::relaxed) == 0) events |= EPOLLHUP;
  } else {
    if (!is_full(pipe, unread)) events |= kWritable;
    if (pipe->read_end.open.load(Order::relaxed) == 0) events |= EPOLLERR;
  }
  return events;
}

[[gnu::noinline]] int pipe_read(File* file, int size, ByteRange* got) {
  Function fn("pipe_read");
  PipeEnd* end = file->pipe_end();
  Pipe* pipe = end->pipe;
  if (!is_read_end(end)) return -EBADF;
  mutex_lock(pipe->mtx, Step::pipe_read_mtx);
  int unread = pipe->unread.load(Order::relaxed);
  int taken = std::min(size, unread);
  std::int64_t begin = pipe->begin;
  if (taken > 0) {
    pipe->begin = begin + taken;
    pipe->unread.store(unread - taken, Order::relaxed);
    monitor_changed(file);
  } else if (unread == 0 && pipe->write_end.open.load(Order::relaxed) != 0) {
    taken = -EAGAIN;
  }
  monitor_read(file, taken);
  mutex_unlock(pipe->mtx, Step::pipe_read_mtx);
  bool makes_room = taken > 0 && is_full(pipe, unread) && !is_full(pipe, unread - taken);
  if (makes_room && does(Step::pipe_read_wake)) wake_end(&pipe->write_end, kWritable, kWritable, 1);
  if (taken >= 0 && got != nullptr) *got = {begin, begin + taken};
  return taken;
}

[[gnu::noinline]] int pipe_write(File* file, int size) {
  Function fn("pipe_write");
  PipeEnd* end = file->pipe_end();
  Pipe* pipe = end->pipe;
  if (is_read_end(end)) return -EBADF;
  mutex_lock(pipe->mtx, Step::pipe_write_mtx);
  int unread = pipe->unread.load(Order::relaxed);
  int taken = 0;
  if (!is_full(pipe, unread))
    taken = size <= PIPE_BUF ? size : std::min(size, pipe->capacity - unread);
  if (pipe->read_end.open.load(Order::relaxed) == 0) {
    taken = -EPIPE;
  } else if (taken > 0) {
    pipe->unread.store(unread + taken, Order::relaxed);
    monitor_changed(pipe->read_end.file);
  } else if (size > 0) {
    taken = -EAGAIN;
  }
  mutex_unlock(pipe->mtx, Step::pipe_write_mtx);
  bool wakes = taken > 0 && (kernel().protocol.pipe_always_wakes || unread == 0);
  if (wakes && does(Step::pipe_write_wake)) wake_end(&pipe->read_end, kReadable, kReadable, 1);
  return taken;
}

[[gnu::noinline]] void pipe_release(PipeEnd* end) {
  Function fn("pipe_release");
  Pipe* pipe = end->pipe;
  PipeEnd* other = is_read_end(end) ? &pipe->write_end : &pipe->read_end;
  bool flags = spin_lock_irqsave(end->wait.lock);
  end->file = nullptr;
  spin_unlock_irqrestore(end->wait.lock, flags);
  mutex_lock(pipe->mtx, Step::pipe_release_mtx);
  end->open.store(0, Order::relaxed);
  if (other->open.load(Order::relaxed) != 0) {
    monitor_changed(nullptr);
    if (does(Step::pipe_release_wake))
      wake_end(other, is_read_end(end) ? EPOLLERR : EPOLLHUP, 0, 0);
  }
  mutex_unlock(pipe->mtx, Step::pipe_release_mtx);
  if (pipe->files.fetch_sub(1) == 1) destroy(pipe);
}

}  // namespace epcheck
