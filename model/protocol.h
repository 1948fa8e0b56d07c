// SPDX-License-Identifier: MIT
// Protocol: which of the kernels of history the model is. It is a row of named switches; each holds
// one side of what one commit changed (model/switches.h says which), and the model reads the switch
// where the kernel's code differed. A kernel version is a preset, never a branch of the code on a
// version number. A Protocol is constant during a check: boot() copies it into the kernel.
//
// The default of every switch is that of v7.1, so `Protocol{.wake_at_scan_end = false}` reads "v7.1
// without the wake-up at the end of a scan".
#pragma once

#include "model/steps.h"

namespace epcheck {

struct Protocol {
  // How ep_poll() looks and sleeps.

  /// It looks for events without ep->lock first. Off: all of it, but for collecting, is done under
  /// the lock, as it was up to 4.20.
  bool lockless_check = true;
  /// A call with timeout 0 looks under the lock.
  bool zero_timeout_locked = false;
  /// ep_events_available() notices that it ran beside the start or end of a scan.
  bool seqcount = false;
  /// A waiter's entry stays on ep->wq from the first sleep of the call to its end.
  bool arm_once = false;
  /// The wake-up takes the entry off ep->wq.
  bool autoremove = true;
  /// It does so even if the task was running already.
  bool autoremove_always = true;
  /// It publishes what it did before to whoever finds the entry gone.
  bool autoremove_careful = true;
  /// A waiter is put on ep->wq under ep->lock, not under the queue's own lock.
  bool arm_under_ready_lock = true;
  /// The last look before sleeping is taken under ep->lock, together with the arming.
  bool final_check_under_lock = true;
  /// A waiter that timed out, but is off ep->wq, was woken and collects.
  bool recheck_after_timeout = true;
  /// A waiter whose process is being killed collects nothing.
  bool fatal_first = true;

  // The ready list and who is woken.

  /// ep->lock is an rwlock; callbacks share it and add to the lists by exchanges.
  bool ready_rwlock = false;
  /// The ready list is a list without a lock (model/eventpoll_llist.h).
  bool ready_llist = false;
  /// ep->wq has a lock of its own, taken by wake-ups inside ep->lock. Off: one lock does both.
  bool wq_own_lock = true;
  /// An event that arrives during a scan wakes a waiter.
  bool wake_on_ovflist = true;
  /// The end of a scan wakes one waiter if events are left.
  bool wake_at_scan_end = true;
  /// It also tells those who poll the instance.
  bool wake_pollers_at_scan_end = false;
  /// What arrived during a scan is queued in the order in which it came.
  bool ovflist_fifo = true;
  /// An EPOLLEXCLUSIVE item uses up a wake-up only if the key names an event that it waits for.
  bool exclusive_by_key = true;

  /// After epoll_pwait a signal is taken under the call's mask only if the call says EINTR.
  bool sigmask_by_result = true;

  /// An event is stored for the caller in one access to user memory. Off: in two.
  bool scoped_put_uevent = true;

  /// Every write to a pipe wakes those who poll it. Off: only a write to an empty one.
  bool pipe_always_wakes = true;

  // Registrations.

  /// MOD has a full barrier between the new mask and the poll.
  bool mod_barrier = true;
  /// ADD links an item to its file and tree before the callback can reach it.
  bool link_before_poll = true;
  /// ADD that could close a loop of instances is checked, one such ADD after the other.
  bool loop_check = true;
  /// ADD of an instance to another counts how deep others lie above that, too.
  bool check_depth_upwards = true;
  /// A scan polls only a file that it can still pin.
  bool pin_in_poll = true;

  // Lives: what keeps an eventpoll, its items and their files against a concurrent close.

  /// An instance is freed with its last reference: its file's and one of each item. Off: one global
  /// mutex around every close.
  bool refcount = true;
  /// eventpoll_release_file() marks the item it is about to remove, and others leave that alone.
  bool dying_flag = false;
  /// ep_remove() removes an item only if it can pin its file.
  bool pin_in_remove = true;
  /// The reference on the instance is dropped after its mutex was released.
  bool put_after_unlock = true;
  /// Memory of a file is free for reuse with its last reference, not a grace period later.
  bool files_freed_at_once = true;
  /// An instance is freed after an RCU grace period.
  bool rcu_free_ep = true;
  /// MOD without EPOLLWAKEUP waits for callbacks that have found the item's wakeup source.
  bool rcu_wakeup_source = true;
  /// A queue that goes before those that wait on it tells them by POLLFREE.
  bool pollfree = true;
  /// The callback then forgets the queue, which is freed a grace period after that.
  bool pollfree_clears_whead = true;
  /// It does so as the last it does, not as the first.
  bool pollfree_last = true;

  /// A step that the kernel forgets (model/steps.h).
  Step without = Step::none;

  bool operator==(const Protocol&) const = default;
};

/// Why no code could be written that follows `protocol`: two of its switches contradict each other.
/// Null if it is possible.
const char* contradiction(const Protocol& protocol);

}  // namespace epcheck
