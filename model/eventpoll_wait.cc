// SPDX-License-Identifier: MIT
// ep_poll(): epoll_wait from the outside in. A call looks for events, then goes round: collect, or
// arm an entry on ep->wq, look a last time, sleep. There are three of it, as the kernel has had
// three: all under the lock (up to 4.20), an entry for the call (5.0 to 5.6), one for each sleep;
// the fourth, of 6.16-rc3 to rc5, is in eventpoll_llist.cc.
#include <cerrno>

#include "checker/report.h"
#include "model/eventpoll.h"
#include "model/eventpoll_llist.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/signal.h"

namespace epcheck {
namespace {

/// How a wait ended: whether it is worth collecting, whether the time is over, and whether a signal
/// came.
struct WaitEnd {
  bool eavail;
  bool timed_out;
  bool interrupted = false;
};

/// A signal that ends the process ends every wait, whatever there is to collect.
bool killed() { return kernel().protocol.fatal_first && fatal_signal_pending(current_task()); }

bool interrupted() { return signal_pending(current_task()); }

/// A waiter's entry with Protocol::arm_once.
struct Waiter {
  Waiter() : wait(&default_wake_function, current_task()) {}
  WaitQueueEntry wait;
  plain<bool> armed;
};

/// The sleeper does not use the entry again, so it goes in any case.
int ep_autoremove_wake_function(WaitQueueEntry* wait, unsigned mode, unsigned key) {
  int woken = default_wake_function(wait, mode, key);
  if (does(Step::ep_autoremove_wake_function_unlink)) autoremove(wait);
  return woken;
}

/// What a wake-up calls for a waiter that is armed for one sleep.
WaitFunc wake_function() {
  const Protocol& protocol = kernel().protocol;
  if (!protocol.autoremove) return &default_wake_function;
  if (!does(Step::ep_autoremove_wake_function_always)) return &autoremove_wake_function;
  return protocol.autoremove_always ? &ep_autoremove_wake_function : &autoremove_wake_function;
}

[[gnu::noinline]] bool available_under_lock(Eventpoll* ep) {
  spin_lock_irq(ep->lock);
  bool eavail = ep_events_available(ep);
  spin_unlock_irq(ep->lock);
  return eavail;
}

/// The lock under which entries get on ep->wq and off it, but for the wake-up's.
Spinlock& arming_lock(Eventpoll* ep) {
  if (kernel().protocol.arm_under_ready_lock) return ep->lock;
  return ep->wq.lock;
}

void arm_locked(Eventpoll* ep, WaitQueueEntry* wait) {
  if (!does(Step::ep_poll_arm)) return;
  add_wait_queue_exclusive_locked(&ep->wq, wait);
  if (!does(Step::ep_poll_exclusive)) wait->flags = 0u;
}

[[gnu::noinline]] void arm(Eventpoll* ep, WaitQueueEntry* wait) {
  Spinlock& lock = arming_lock(ep);
  spin_lock_irq(lock, Step::ep_poll_arm_lock);
  arm_locked(ep, wait);
  spin_unlock_irq(lock, Step::ep_poll_arm_lock);
}

void announce_sleep() {
  if (does(Step::ep_poll_barrier))
    set_current_state(kTaskInterruptible);
  else
    set_current_state_relaxed(kTaskInterruptible);
}

/// Takes the entry off ep->wq at the end of a wait.
void disarm_locked(WaitQueueEntry* wait) {
  if (does(Step::ep_poll_unlink)) remove_wait_queue_locked(wait);
}

/// Arms `wait` unless `armed`, announces the sleep and looks a last time. Returns whether there are
/// events; then the task stays awake, and with final_check_under_lock it has not armed.
[[gnu::noinline]] bool arm_and_look(Eventpoll* ep, WaitQueueEntry* wait, bool armed) {
  bool eavail = false;
  if (kernel().protocol.final_check_under_lock) {
    spin_lock_irq(ep->lock, Step::ep_poll_last_look_lock);
    // A waker holds the lock when it looks for us.
    if (does(Step::ep_poll_announce)) set_current_state_relaxed(kTaskInterruptible);
    eavail = does(Step::ep_poll_last_look) && ep_events_available(ep);
    if (!eavail && !armed) arm_locked(ep, wait);
    spin_unlock_irq(ep->lock, Step::ep_poll_last_look_lock);
    if (!does(Step::ep_poll_announce)) set_current_state_relaxed(kTaskInterruptible);
  } else {
    if (!armed) arm(ep, wait);
    if (does(Step::ep_poll_announce)) announce_sleep();
    eavail = does(Step::ep_poll_last_look) && ep_events_available(ep);
    if (!does(Step::ep_poll_announce)) announce_sleep();
  }
  if (eavail) set_current_state_relaxed(kTaskRunning);
  return eavail;
}

/// Sleeps after arm_and_look() found nothing; running afterwards. Whether the time is over.
bool sleep_times_out(Eventpoll* ep, Timeout timeout) {
  note("sleep", "epoll_wait: sleeps on {}", name_of(ep->file));
  return !schedule_timeout(timeout);
}

[[gnu::noinline]] WaitEnd wait_with_entry_per_wait(Eventpoll* ep, WaitQueueEntry* wait,
                                                   Timeout timeout) {
  bool timed_out = false;
  if (!arm_and_look(ep, wait, false)) timed_out = sleep_times_out(ep, timeout);
  // Whoever was woken collects: the one who woke us told nobody else.
  bool eavail = !timed_out || (kernel().protocol.recheck_after_timeout &&
                               does(Step::ep_poll_recheck_after_timeout));
  if (!list_empty_careful(&wait->entry)) {
    Spinlock& lock = arming_lock(ep);
    spin_lock_irq(lock, Step::ep_poll_unlink_lock);
    if (timed_out && eavail) eavail = list_empty(&wait->entry);
    disarm_locked(wait);
    spin_unlock_irq(lock, Step::ep_poll_unlink_lock);
  }
  return {eavail, timed_out};
}

[[gnu::noinline]] WaitEnd wait_with_entry_per_call(Eventpoll* ep, Waiter* waiter, Timeout timeout) {
  if (ep_events_available(ep)) return {true, false};
  for (;;) {
    bool eavail = arm_and_look(ep, &waiter->wait, waiter->armed);
    if (!eavail || !kernel().protocol.final_check_under_lock) waiter->armed = true;
    bool stop = killed() || (!eavail && interrupted());
    if (stop) set_current_state_relaxed(kTaskRunning);
    if (stop || eavail) return {!stop, false, stop};
    if (sleep_times_out(ep, timeout)) return {false, true};
  }
}

/// 5.0 to 5.6: the entry stays armed from the first sleep to the end of the call.
[[gnu::noinline]] int ep_poll_per_call(Eventpoll* ep, EpollEvent* events, int maxevents,
                                       Timeout timeout) {
  Waiter waiter;
  int stored = 0;
  for (;;) {
    WaitEnd end = wait_with_entry_per_call(ep, &waiter, timeout);
    if (end.interrupted) stored = -EINTR;
    if (end.eavail) stored = ep_send_events(ep, events, maxevents);
    if (stored != 0 || end.timed_out || !does(Step::ep_poll_again)) break;
  }
  if (waiter.armed) {
    Spinlock& lock = arming_lock(ep);
    spin_lock_irq(lock, Step::ep_poll_unlink_lock);
    disarm_locked(&waiter.wait);
    spin_unlock_irq(lock, Step::ep_poll_unlink_lock);
  }
  return stored;
}

/// Up to 4.20: but for collecting, everything happens under the lock.
[[gnu::noinline]] int ep_poll_under_lock(Eventpoll* ep, EpollEvent* events, int maxevents,
                                         Timeout timeout) {
  WaitQueueEntry wait(&default_wake_function, current_task());
  bool timed_out = timeout == Timeout::zero;
  int stored = 0;
  for (;;) {
    spin_lock_irq(ep->lock);
    if (!timed_out && !ep_events_available(ep)) {
      arm_locked(ep, &wait);
      for (;;) {
        set_current_state(kTaskInterruptible);
        if (killed()) stored = -EINTR;
        if (stored != 0 || timed_out) break;
        if (does(Step::ep_poll_last_look) && ep_events_available(ep)) break;
        if (interrupted()) stored = -EINTR;
        if (stored != 0) break;
        spin_unlock_irq(ep->lock);
        timed_out = sleep_times_out(ep, timeout);
        spin_lock_irq(ep->lock);
      }
      disarm_locked(&wait);
      set_current_state_relaxed(kTaskRunning);
    }
    bool eavail = ep_events_available(ep);
    spin_unlock_irq(ep->lock);
    if (stored == 0 && eavail) stored = ep_send_events(ep, events, maxevents);
    if (stored != 0 || timed_out || !does(Step::ep_poll_again)) return stored;
  }
}

/// Since 5.7 who is being killed collects nothing, whatever the timeout.
int collect(Eventpoll* ep, EpollEvent* events, int maxevents) {
  return killed() ? -EINTR : ep_send_events(ep, events, maxevents);
}

/// With timeout 0.
[[gnu::noinline]] int ep_poll_once(Eventpoll* ep, EpollEvent* events, int maxevents) {
  const Protocol& protocol = kernel().protocol;
  bool eavail = protocol.zero_timeout_locked ? available_under_lock(ep) : ep_events_available(ep);
  if (!eavail) return 0;
  return protocol.arm_once ? ep_send_events(ep, events, maxevents) : collect(ep, events, maxevents);
}

/// Since 5.7.
[[gnu::noinline]] int ep_poll_per_wait(Eventpoll* ep, EpollEvent* events, int maxevents,
                                       Timeout timeout) {
  WaitQueueEntry wait(wake_function(), current_task());
  WaitEnd end{ep_events_available(ep), false};
  bool waited = false;
  for (;;) {
    if (end.eavail) {
      int stored = collect(ep, events, maxevents);
      if (stored != 0) return stored;
    }
    if (end.timed_out || (waited && !does(Step::ep_poll_again))) return 0;
    if (interrupted()) return -EINTR;
    waited = true;
    end = wait_with_entry_per_wait(ep, &wait, timeout);
  }
}

}  // namespace

int ep_poll(Eventpoll* ep, EpollEvent* events, int maxevents, Timeout timeout) {
  Function fn("ep_poll");
  const Protocol& protocol = kernel().protocol;
  if (protocol.ready_llist) return llist_ep_poll(ep, events, maxevents, timeout);
  if (!protocol.lockless_check) return ep_poll_under_lock(ep, events, maxevents, timeout);
  if (timeout == Timeout::zero) return ep_poll_once(ep, events, maxevents);
  if (protocol.arm_once) return ep_poll_per_call(ep, events, maxevents, timeout);
  return ep_poll_per_wait(ep, events, maxevents, timeout);
}

}  // namespace epcheck
