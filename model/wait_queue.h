// SPDX-License-Identifier: MIT
// Wait queues, as include/linux/wait.h and kernel/sched/wait.c have them. A queue is a list of
// entries under its own spinlock; each entry has a function that a wake-up calls: to wake a task
// (default_wake_function and its autoremoving kin) or to tell an epoll instance (ep_poll_callback).
//
// The order is part of the protocol: __add_wait_queue and __add_wait_queue_exclusive add at the
// head (so the last sleeper on ep->wq is woken first), add_wait_queue_exclusive adds at the tail
// (so the first EPOLLEXCLUSIVE registration is told first).
#pragma once

#include <cstdint>

#include "checker/plain.h"
#include "model/list_head.h"
#include "model/locking.h"

namespace epcheck {

struct Task;
struct WaitQueueEntry;

/// Called with the queue's lock held. `key` is the poll mask of the event, 0 if unknown. Returns
/// nonzero if the wake-up was of use; only that counts against nr_exclusive.
using WaitFunc = int (*)(WaitQueueEntry* entry, unsigned mode, unsigned key);

struct WaitQueueHead {
  explicit WaitQueueHead(LockClass lock_class = LockClass::queue) : lock(lock_class) {}
  Spinlock lock;
  ListHead head;
};

struct WaitQueueEntry {
  static constexpr unsigned kExclusive = 1;  // WQ_FLAG_EXCLUSIVE

  WaitQueueEntry(WaitFunc function, Task* sleeper) : func(function), task(sleeper) {}
  WaitFunc func;
  Task* task;  // null unless `func` wakes a task
  plain<unsigned> flags;
  ListHead entry;
};

/// Whether anybody waits. Without the lock it needs the barrier of wq_has_sleeper.
inline bool waitqueue_active(const WaitQueueHead* wq_head) { return !list_empty(&wq_head->head); }
bool wq_has_sleeper(const WaitQueueHead* wq_head);

void add_wait_queue(WaitQueueHead* wq_head, WaitQueueEntry* entry);
void add_wait_queue_exclusive(WaitQueueHead* wq_head, WaitQueueEntry* entry);
void remove_wait_queue(WaitQueueHead* wq_head, WaitQueueEntry* entry);
/// The caller holds what protects the queue. A removed entry can be added again.
void add_wait_queue_exclusive_locked(WaitQueueHead* wq_head, WaitQueueEntry* entry);
void remove_wait_queue_locked(WaitQueueEntry* entry);

/// Wakes every entry that is not exclusive and at most `nr_exclusive` that are; 0 is all.
void wake_up(WaitQueueHead* wq_head, unsigned mode, int nr_exclusive, unsigned key);
void wake_up_locked(WaitQueueHead* wq_head, unsigned mode, int nr_exclusive, unsigned key);

/// 1 only if the task was in a sleep that `mode` matches: a task already running consumes nothing.
int default_wake_function(WaitQueueEntry* entry, unsigned mode, unsigned key);
/// The same, and the entry leaves the queue if the task was woken.
int autoremove_wake_function(WaitQueueEntry* entry, unsigned mode, unsigned key);
/// How an entry leaves the queue on a wake-up: its sleeper will look without a lock.
void autoremove(WaitQueueEntry* entry);

}  // namespace epcheck
