// SPDX-License-Identifier: MIT
#include "model/stream.h"

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>

#include "checker/memory.h"
#include "checker/report.h"
#include "model/syscalls.h"
#include "model/task.h"

namespace epcheck {
namespace {

constexpr unsigned kReadable = EPOLLIN | EPOLLRDNORM;
constexpr unsigned kWritable = EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND;
constexpr unsigned kDataReadyKey = EPOLLIN | EPOLLPRI | EPOLLRDNORM | EPOLLRDBAND;
constexpr int kConnectionBytes = 1 << 16;

File* stream_create(Stream* end) {
  File* file = file_create(FileKind::stream, end, &end->wait);
  end->file = file;
  return file;
}

/// sk_state_change: wakes everybody, and does not say what for. The lock is held.
void state_change(Stream* end, unsigned ready) {
  if (File* file = end->file) {
    if (in_interrupt(current_task())) note("arrive", "end of stream at {}", name_of(file));
    monitor_changed(file);
    if (does(Step::sock_def_wakeup_wake)) file_wake(file, ready, 0, 0);
  }
}

/// Adds to the shutdown state of an end, which is `end` itself or its peer.
[[gnu::noinline]] void shut(Stream* end, unsigned mask) {
  spin_lock(end->lock, Step::stream_shutdown_lock);
  unsigned shutdown = end->shutdown.load(Order::relaxed) | mask;
  end->shutdown.store(shutdown, Order::relaxed);
  // Also our own sleepers are woken: shutdown() ends their wait (unix_shutdown, inet_shutdown).
  unsigned ready = 0;
  if ((mask & kRcvShutdown) != 0) ready |= kReadable | EPOLLRDHUP;
  if (shutdown == kShutdownMask) ready |= EPOLLHUP;
  state_change(end, ready);
  spin_unlock(end->lock, Step::stream_shutdown_lock);
}

/// sk_write_space of the peer, after bytes were taken out of our queue.
[[gnu::noinline]] void write_space(Stream* peer) {
  if (!does(Step::sock_def_write_space_wake) || !wq_has_sleeper(&peer->wait)) return;
  spin_lock(peer->lock);
  if (File* file = peer->file) file_wake(file, kWritable, kWritable, 1);
  spin_unlock(peer->lock);
}

}  // namespace

void stream_create_pair(int capacity, File* files[2]) {
  StreamPair* pair = make<StreamPair>(capacity);
  files[0] = stream_create(&pair->a);
  files[1] = stream_create(&pair->b);
}

File* stream_create_connection(int number) {
  return stream_create(&make<StreamPair>(kConnectionBytes, number)->a);
}

unsigned stream_poll(File* file, PollTable pt) {
  poll_wait(file, pt);
  Stream* end = file->stream();
  unsigned shutdown = end->shutdown.load(Order::relaxed);
  unsigned events = 0;
  if (shutdown == kShutdownMask) events |= EPOLLHUP;
  if ((shutdown & kRcvShutdown) != 0) events |= kReadable | EPOLLRDHUP;
  if (end->unread.load(Order::relaxed) > 0) events |= kReadable;
  // The kernel looks at the free space always; a caller who masks it away cannot tell.
  if ((pt.key & kWritable) != 0 &&
      (end->peer == nullptr || end->peer->unread.load(Order::relaxed) < end->peer->capacity))
    events |= kWritable;
  return events;
}

[[gnu::noinline]] int stream_read(File* file, int size, ByteRange* got) {
  Function fn("stream_read");
  Stream* end = file->stream();
  spin_lock(end->lock, Step::stream_read_lock);
  int unread = end->unread.load(Order::relaxed);
  int taken = std::min(size, unread);
  std::int64_t begin = 0;
  if (taken > 0) {
    begin = end->begin;
    end->begin = begin + taken;
    end->unread.store(unread - taken, Order::relaxed);
    monitor_changed(file);
  } else if (unread == 0 && (end->shutdown.load(Order::relaxed) & kRcvShutdown) == 0) {
    taken = -EAGAIN;
  }
  monitor_read(file, taken);
  spin_unlock(end->lock, Step::stream_read_lock);
  if (taken > 0 && end->peer != nullptr) write_space(end->peer);
  if (taken >= 0 && got != nullptr) *got = {begin, begin + taken};
  return taken;
}

int stream_write(File* file, int size) {
  Function fn("stream_write");
  Stream* end = file->stream();
  if ((end->shutdown.load(Order::relaxed) & kSendShutdown) != 0) return -EPIPE;
  if (end->peer == nullptr) return size;  // the peer outside takes everything
  return stream_receive(end->peer, size);
}

[[gnu::noinline]] int stream_receive(Stream* end, int bytes) {
  spin_lock(end->lock, Step::stream_receive_lock);
  File* file = end->file;
  int unread = end->unread.load(Order::relaxed);
  int taken = std::min(bytes, end->capacity - unread);
  if (file == nullptr || (end->shutdown.load(Order::relaxed) & kRcvShutdown) != 0) {
    taken = -EPIPE;
  } else if (taken > 0) {
    end->unread.store(unread + taken, Order::relaxed);
    if (in_interrupt(current_task())) note("arrive", "{} bytes at {}", taken, name_of(file));
    monitor_changed(file);
    if (does(Step::sock_def_readable_wake)) file_wake(file, kReadable, kDataReadyKey, 1);
  } else if (bytes > 0) {
    taken = -EAGAIN;
  }
  spin_unlock(end->lock, Step::stream_receive_lock);
  return taken;
}

void stream_receive_fin(Stream* end) { shut(end, kRcvShutdown); }

int stream_shutdown(File* file, unsigned how) {
  Function fn("stream_shutdown");
  Stream* end = file->stream();
  shut(end, how);
  if (end->peer == nullptr) return 0;
  unsigned theirs = 0;
  if ((how & kRcvShutdown) != 0) theirs |= kSendShutdown;
  if ((how & kSendShutdown) != 0) theirs |= kRcvShutdown;
  shut(end->peer, theirs);
  return 0;
}

void stream_release(Stream* end) {
  spin_lock(end->lock);
  end->file = nullptr;
  spin_unlock(end->lock);
  if (end->peer != nullptr) shut(end->peer, kShutdownMask);
  if (end->pair->ends.fetch_sub(1) == 1) destroy(end->pair);
}

}  // namespace epcheck
