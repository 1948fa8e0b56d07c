// SPDX-License-Identifier: MIT
// Eventfd: a counter that is readable while it is not 0 (fs/eventfd.c). The count changes under the
// queue's lock, and the wake-up is made with it held; a poll reads the count without it. Every
// write is a wake-up, also if the count was not 0; every read is one for writers.
#pragma once

#include <cstdint>

#include "checker/atomic.h"
#include "model/file.h"

namespace epcheck {

struct ByteRange;

struct Eventfd {
  Eventfd(unsigned value, bool by_one) : semaphore(by_one), count(value) {}
  const bool semaphore;  // EFD_SEMAPHORE: a read takes 1
  WaitQueueHead wqh;
  atomic<std::uint64_t> count;
};

File* eventfd_create(unsigned count, bool semaphore);
unsigned eventfd_poll(File* file, PollTable pt);
/// 8 or -EAGAIN.
int eventfd_read(File* file, ByteRange* got);
int eventfd_write(File* file, std::uint64_t value);
void eventfd_release(Eventfd* ctx);

}  // namespace epcheck
