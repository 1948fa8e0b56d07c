// SPDX-License-Identifier: MIT
#include "model/poll.h"

namespace epcheck {
namespace {

Poller* poller_of(WaitQueueEntry* wait) {
  return reinterpret_cast<Poller*>(reinterpret_cast<char*>(wait) - offsetof(Poller, wait));
}

int pollwake(WaitQueueEntry* wait, unsigned mode, unsigned key) {
  Poller* poller = poller_of(wait);
  if (key != 0 && (key & poller->key) == 0) return 0;
  if (does(Step::pollwake_triggered)) poller->triggered.store(1, Order::release);
  return default_wake_function(wait, mode, key);
}

}  // namespace

Poller::Poller() : wait(&pollwake, current_task()) {}

void poller_add(Poller* poller, WaitQueueHead* head, unsigned key) {
  poller->head = head;
  poller->key = key;
  add_wait_queue(head, &poller->wait);
  // As for the callback: what follows sees the change, or its maker sees the entry.
  if (does(Step::pollwait_barrier)) fence();
}

void poller_remove(Poller* poller) {
  if (poller->head != nullptr && does(Step::poll_freewait_unlink))
    remove_wait_queue(poller->head, &poller->wait);
}

[[gnu::noinline]] bool poller_sleep(Poller* poller, Timeout timeout) {
  bool woken = true;
  if (does(Step::poll_schedule_timeout_barrier))
    set_current_state(kTaskInterruptible);
  else
    set_current_state_relaxed(kTaskInterruptible);
  if (poller->triggered.load(Order::relaxed) == 0) woken = schedule_timeout(timeout);
  set_current_state_relaxed(kTaskRunning);
  poller->triggered.store(0, Order::relaxed);
  // A wake-up before the next look at the file is not forgotten (smp_store_mb).
  if (does(Step::poll_schedule_timeout_reset)) fence();
  return woken;
}

}  // namespace epcheck
