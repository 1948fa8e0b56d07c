// SPDX-License-Identifier: MIT
// Timerfd: a timer that counts how often it has run out (fs/timerfd.c); one-shot. It is readable
// while the count is not 0. Everything happens under the queue's lock: running out in interrupt
// context with the wake-up, reading, and setting anew, which waits for a timer that is running out.
#pragma once

#include "checker/atomic.h"
#include "model/file.h"

namespace epcheck {

struct ByteRange;

struct Timerfd {
  explicit Timerfd(bool set) : armed(set) {}
  WaitQueueHead wqh;
  atomic<int> ticks;
  plain<bool> armed;
};

File* timerfd_create(bool armed);
unsigned timerfd_poll(File* file, PollTable pt);
/// 8 with the count in got->begin, or -EAGAIN.
int timerfd_read(File* file, ByteRange* got);
/// timerfd_settime(2): what has run out before is forgotten.
int timerfd_settime(File* file, bool armed);
/// The time is over: nothing happens unless it is armed. From interrupt context.
void timerfd_expire(File* file);
void timerfd_release(Timerfd* ctx);

}  // namespace epcheck
