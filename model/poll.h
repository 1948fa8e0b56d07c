// SPDX-License-Identifier: MIT
// Poller: the side of poll(2) that sleeps (struct poll_wqueues with its one entry). The first poll
// of the file puts the entry on the file's queue, where it stays until the call returns. A wake-up
// whose key the call did not ask for passes it by; any other is remembered, so that it cannot be
// missed between the look and the sleep.
#pragma once

#include "checker/atomic.h"
#include "model/task.h"
#include "model/wait_queue.h"

namespace epcheck {

struct Poller {
  Poller();
  WaitQueueEntry wait;
  WaitQueueHead* head = nullptr;  // null: not on a queue
  unsigned key = 0;
  atomic<int> triggered{0};
};

/// __pollwait(): for poll_wait() alone.
void poller_add(Poller* poller, WaitQueueHead* head, unsigned key);
/// poll_freewait()
void poller_remove(Poller* poller);
/// poll_schedule_timeout(): sleeps unless it was told already. False if the timer expired.
bool poller_sleep(Poller* poller, Timeout timeout);

}  // namespace epcheck
