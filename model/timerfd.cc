// SPDX-License-Identifier: MIT
#include "model/timerfd.h"

#include <sys/epoll.h>

#include <cerrno>

#include "checker/memory.h"
#include "checker/report.h"
#include "model/syscalls.h"

namespace epcheck {
namespace {

constexpr int kCountBytes = 8;  // what a read transfers

}  // namespace

File* timerfd_create(bool armed) {
  Timerfd* ctx = make<Timerfd>(armed);
  return file_create(FileKind::timerfd, ctx, &ctx->wqh);
}

unsigned timerfd_poll(File* file, PollTable pt) {
  poll_wait(file, pt);
  Timerfd* ctx = file->timerfd();
  bool flags = spin_lock_irqsave(ctx->wqh.lock, Step::timerfd_poll_lock);
  unsigned events = ctx->ticks.load(Order::relaxed) != 0 ? unsigned{EPOLLIN} : 0;
  spin_unlock_irqrestore(ctx->wqh.lock, flags, Step::timerfd_poll_lock);
  return events;
}

[[gnu::noinline]] int timerfd_read(File* file, ByteRange* got) {
  Function fn("timerfd_read");
  Timerfd* ctx = file->timerfd();
  spin_lock_irq(ctx->wqh.lock, Step::timerfd_read_lock);
  int ticks = ctx->ticks.load(Order::relaxed);
  if (ticks != 0) {
    ctx->ticks.store(0, Order::relaxed);
    monitor_changed(file);
  }
  spin_unlock_irq(ctx->wqh.lock, Step::timerfd_read_lock);
  if (ticks == 0) return -EAGAIN;
  if (got != nullptr) *got = {ticks, 0};
  return kCountBytes;
}

[[gnu::noinline]] int timerfd_settime(File* file, bool armed) {
  Function fn("timerfd_settime");
  Timerfd* ctx = file->timerfd();
  spin_lock_irq(ctx->wqh.lock, Step::timerfd_settime_lock);
  ctx->armed = armed;
  ctx->ticks.store(0, Order::relaxed);
  monitor_changed(file);
  spin_unlock_irq(ctx->wqh.lock, Step::timerfd_settime_lock);
  return 0;
}

[[gnu::noinline]] void timerfd_expire(File* file) {
  Function fn("timerfd_triggered");
  Timerfd* ctx = file->timerfd();
  bool flags = spin_lock_irqsave(ctx->wqh.lock, Step::timerfd_triggered_lock);
  if (ctx->armed) {
    ctx->armed = false;
    ctx->ticks.store(ctx->ticks.load(Order::relaxed) + 1, Order::relaxed);
    monitor_changed(file);
    note("arrive", "{} runs out", name_of(file));
    if (does(Step::timerfd_triggered_wake)) file_wake_locked(file, EPOLLIN);
  }
  spin_unlock_irqrestore(ctx->wqh.lock, flags, Step::timerfd_triggered_lock);
}

void timerfd_release(Timerfd* ctx) { destroy(ctx); }

}  // namespace epcheck
