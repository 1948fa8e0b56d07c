// SPDX-License-Identifier: MIT
#include "model/eventfd.h"

#include <sys/epoll.h>

#include <cerrno>
#include <limits>

#include "checker/memory.h"
#include "checker/report.h"
#include "model/syscalls.h"

namespace epcheck {
namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
constexpr int kValueBytes = 8;  // what a read or write of an eventfd transfers

}  // namespace

File* eventfd_create(unsigned count, bool semaphore) {
  Eventfd* ctx = make<Eventfd>(count, semaphore);
  return file_create(FileKind::eventfd, ctx, &ctx->wqh);
}

unsigned eventfd_poll(File* file, PollTable pt) {
  poll_wait(file, pt);
  std::uint64_t count = file->eventfd()->count.load(Order::relaxed);
  unsigned events = 0;
  if (count > 0) events |= EPOLLIN;
  if (count == kMax) events |= EPOLLERR;
  if (count < kMax - 1) events |= EPOLLOUT;
  return events;
}

[[gnu::noinline]] int eventfd_read(File* file, ByteRange* got) {
  Function fn("eventfd_read");
  Eventfd* ctx = file->eventfd();
  spin_lock_irq(ctx->wqh.lock, Step::eventfd_read_lock);
  std::uint64_t count = ctx->count.load(Order::relaxed);
  if (count == 0) {
    spin_unlock_irq(ctx->wqh.lock, Step::eventfd_read_lock);
    return -EAGAIN;
  }
  std::uint64_t value = ctx->semaphore ? 1 : count;
  ctx->count.store(count - value, Order::relaxed);
  monitor_changed(file);
  if (does(Step::eventfd_read_wake)) file_wake_locked(file, EPOLLOUT);
  spin_unlock_irq(ctx->wqh.lock, Step::eventfd_read_lock);
  if (got != nullptr) *got = {static_cast<std::int64_t>(value), 0};
  return kValueBytes;
}

[[gnu::noinline]] int eventfd_write(File* file, std::uint64_t value) {
  Function fn("eventfd_write");
  Eventfd* ctx = file->eventfd();
  spin_lock_irq(ctx->wqh.lock, Step::eventfd_write_lock);
  std::uint64_t count = ctx->count.load(Order::relaxed);
  if (kMax - count <= value) {
    spin_unlock_irq(ctx->wqh.lock, Step::eventfd_write_lock);
    return -EAGAIN;
  }
  ctx->count.store(count + value, Order::relaxed);
  monitor_changed(file);
  if (does(Step::eventfd_write_wake)) file_wake_locked(file, EPOLLIN);
  spin_unlock_irq(ctx->wqh.lock, Step::eventfd_write_lock);
  return kValueBytes;
}

void eventfd_release(Eventfd* ctx) { destroy(ctx); }

}  // namespace epcheck
