// SPDX-License-Identifier: MIT
#include "model/wait_queue.h"

#include "model/kernel.h"
#include "model/task.h"

namespace epcheck {
namespace {

WaitQueueEntry* entry_of(ListHead* link) {
  return container_of<WaitQueueEntry>(link, offsetof(WaitQueueEntry, entry));
}

}  // namespace

bool wq_has_sleeper(const WaitQueueHead* wq_head) {
  // Pairs with the one after an entry was added: either it is seen, or it sees the change.
  if (does(Step::wq_has_sleeper_barrier)) fence();
  return waitqueue_active(wq_head);
}

void add_wait_queue(WaitQueueHead* wq_head, WaitQueueEntry* entry) {
  entry->flags = 0u;
  bool flags = spin_lock_irqsave(wq_head->lock, Step::add_wait_queue_lock);
  list_add(&entry->entry, &wq_head->head);
  spin_unlock_irqrestore(wq_head->lock, flags, Step::add_wait_queue_lock);
}

void add_wait_queue_exclusive(WaitQueueHead* wq_head, WaitQueueEntry* entry) {
  entry->flags = WaitQueueEntry::kExclusive;
  bool flags = spin_lock_irqsave(wq_head->lock, Step::add_wait_queue_lock);
  list_add_tail(&entry->entry, &wq_head->head);
  spin_unlock_irqrestore(wq_head->lock, flags, Step::add_wait_queue_lock);
}

void remove_wait_queue(WaitQueueHead* wq_head, WaitQueueEntry* entry) {
  bool flags = spin_lock_irqsave(wq_head->lock, Step::remove_wait_queue_lock);
  remove_wait_queue_locked(entry);
  spin_unlock_irqrestore(wq_head->lock, flags, Step::remove_wait_queue_lock);
}

void add_wait_queue_exclusive_locked(WaitQueueHead* wq_head, WaitQueueEntry* entry) {
  entry->flags = WaitQueueEntry::kExclusive;
  list_add(&entry->entry, &wq_head->head);
}

void remove_wait_queue_locked(WaitQueueEntry* entry) { list_del_init(&entry->entry); }

[[gnu::noinline]] void wake_up_locked(WaitQueueHead* wq_head, unsigned mode, int nr_exclusive,
                                      unsigned key) {
  ListHead* next = nullptr;
  for (ListHead* link = list_next(&wq_head->head); link != &wq_head->head; link = next) {
    next = list_next(link);  // the function may unlink the entry
    WaitQueueEntry* entry = entry_of(link);
    unsigned flags = entry->flags;  // read first: a woken task may take its entry away
    int used = entry->func(entry, mode, key);
    if (!does(Step::wake_up_common_next_first)) next = list_next(link);
    if (!does(Step::wake_up_common_count)) continue;
    if (!does(Step::wake_up_common_used)) used = 1;
    if (used != 0 && (flags & WaitQueueEntry::kExclusive) != 0 && --nr_exclusive == 0) break;
  }
}

void wake_up(WaitQueueHead* wq_head, unsigned mode, int nr_exclusive, unsigned key) {
  bool flags = spin_lock_irqsave(wq_head->lock, Step::wake_up_lock);
  wake_up_locked(wq_head, mode, nr_exclusive, key);
  spin_unlock_irqrestore(wq_head->lock, flags, Step::wake_up_lock);
}

int default_wake_function(WaitQueueEntry* entry, unsigned mode, unsigned) {
  return try_to_wake_up(entry->task, mode);
}

int autoremove_wake_function(WaitQueueEntry* entry, unsigned mode, unsigned key) {
  int woken = default_wake_function(entry, mode, key);
  if (woken != 0 && does(Step::ep_autoremove_wake_function_unlink)) autoremove(entry);
  return woken;
}

void autoremove(WaitQueueEntry* entry) {
  if (kernel().protocol.autoremove_careful && does(Step::ep_autoremove_wake_function_careful))
    list_del_init_careful(&entry->entry);
  else
    list_del_init(&entry->entry);
}

}  // namespace epcheck
