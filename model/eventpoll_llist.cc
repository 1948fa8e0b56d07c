// SPDX-License-Identifier: MIT
#include "model/eventpoll_llist.h"

#include <cerrno>

#include "checker/report.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/monitor.h"
#include "model/signal.h"

namespace epcheck {
namespace {

void init_llist_node(Epitem* epi) { epi->llnode.store(epi, Order::relaxed); }

bool llist_empty(Eventpoll* ep) { return ep->llist.load(Order::relaxed) == nullptr; }

void llist_add_batch(Epitem* first, Epitem* last, Eventpoll* ep) {
  Epitem* head = ep->llist.load(Order::relaxed);
  do {
    last->llnode.store(head, Order::relaxed);
  } while (!ep->llist.compare_exchange_strong(head, first));
}

Epitem* llist_del_first(Eventpoll* ep) {
  Epitem* first = ep->llist.load(Order::acquire);
  while (first != nullptr &&
         !ep->llist.compare_exchange_strong(first, first->llnode.load(Order::relaxed))) {
  }
  return first;
}

/// Lets the item be pushed again. It has no event, unless one came after the poll that said so; its
/// callback could not push it.
void release_without_event(Epitem* epi) {
  init_llist_node(epi);
  if (ep_item_poll(epi, nullptr) != 0) epitem_ready(epi);
}

/// Stores the item's event and keeps the item in hand: 1; 0 if it has none, EFAULT if that fails.
[[gnu::noinline]] int deliver(Epitem* epi, EpollEvent* event) {
  unsigned revents = ep_item_poll(epi, nullptr);
  monitor_unlinked(epi);  // what came before the poll is in what it says
  monitor_polled(epi, revents);
  if (revents == 0) {
    release_without_event(epi);
    return 0;
  }
  if (!epoll_put_uevent(revents, epi->data, event)) {
    monitor_put_back(epi, revents);
    return -EFAULT;
  }
  note("state", "{}: {} delivered", name_of(epi->ep->file), name_of(epi->file));
  monitor_delivered(epi, revents);
  unsigned events = epi->events.load(Order::relaxed);
  if ((events & EPOLLONESHOT) != 0) epi->events.store(events & kEpPrivateBits, Order::relaxed);
  return 1;
}

/// ep_autoremove_wake_function().
int wake_and_remove(WaitQueueEntry* wait, unsigned mode, unsigned key) {
  int woken = default_wake_function(wait, mode, key);
  autoremove(wait);
  return woken;
}

/// prepare_to_wait_exclusive(): the last to come is the last to be woken.
void prepare_to_wait_exclusive(WaitQueueHead* head, WaitQueueEntry* wait) {
  wait->flags = WaitQueueEntry::kExclusive;
  bool flags = spin_lock_irqsave(head->lock);
  list_add_tail(&wait->entry, &head->head);
  set_current_state(kTaskInterruptible);
  spin_unlock_irqrestore(head->lock, flags);
}

void finish_wait(WaitQueueHead* head, WaitQueueEntry* wait) {
  set_current_state_relaxed(kTaskRunning);
  if (!list_empty_careful(&wait->entry)) remove_wait_queue(head, wait);
}

}  // namespace

[[gnu::noinline]] void epitem_ready(Epitem* epi) {
  Epitem* off_list = epi;
  if (!epi->llnode.compare_exchange_strong(off_list, nullptr)) {
    note("state", "{} cannot be queued now", name_of(epi->file));
    return;
  }
  llist_add_batch(epi, epi, epi->ep);
  note("state", "{}.rdllist += {}", name_of(epi->ep->file), name_of(epi->file));
}

[[gnu::noinline]] bool llist_events_available(Eventpoll* ep) {
  if (!mutex_trylock(ep->mtx)) return true;
  bool available = !llist_empty(ep);
  mutex_unlock(ep->mtx);
  return available;
}

[[gnu::noinline]] void llist_queue_ready(Epitem* epi) {
  Eventpoll* ep = epi->ep;
  epitem_ready(epi);
  ep_wake_waiter(ep);
  if (waitqueue_active(&ep->poll_wait)) ep_poll_safewake(ep);
}

[[gnu::noinline]] void llist_remove(Epitem* epi) {
  if (epi->llnode.load(Order::relaxed) == epi) return;
  Eventpoll* ep = epi->ep;
  Epitem* first = nullptr;  // of those to be put back, in reverse
  Epitem* last = nullptr;
  for (;;) {
    Epitem* popped = llist_del_first(ep);
    require(popped != nullptr, "an item that is ready is not on the ready list");
    if (popped == epi) break;
    if (last == nullptr) last = popped;
    popped->llnode.store(first, Order::relaxed);
    first = popped;
  }
  if (last != nullptr) llist_add_batch(first, last, ep);
}

[[gnu::noinline]] int llist_send_events(Eventpoll* ep, EpollEvent* events, int maxevents) {
  Function fn("ep_send_events");
  Epitem* in_hand = nullptr;
  const Epitem* failed = nullptr;
  int stored = 0;
  mutex_lock(ep->mtx);
  while (stored < maxevents && failed == nullptr) {
    Epitem* epi = llist_del_first(ep);
    if (epi == nullptr) break;
    int delivered = deliver(epi, events + stored);
    if (delivered == 0) continue;
    if (delivered > 0)
      ++stored;
    else
      failed = epi;
    epi->llnode.store(in_hand, Order::relaxed);
    in_hand = epi;
  }
  if (stored == 0 && failed != nullptr) stored = -EFAULT;
  while (in_hand != nullptr) {
    Epitem* epi = in_hand;
    in_hand = epi->llnode.load(Order::relaxed);
    init_llist_node(epi);
    if (epi == failed || (epi->events.load(Order::relaxed) & EPOLLET) == 0) epitem_ready(epi);
  }
  mutex_unlock(ep->mtx);
  if (!llist_empty(ep)) ep_wake_waiter(ep);
  return stored;
}

[[gnu::noinline]] bool llist_has_event(Eventpoll* ep) {
  while (Epitem* epi = llist_del_first(ep)) {
    if (ep_item_poll(epi, nullptr) != 0) {
      llist_add_batch(epi, epi, ep);
      return true;
    }
    release_without_event(epi);
  }
  return false;
}

[[gnu::noinline]] int llist_ep_poll(Eventpoll* ep, EpollEvent* events, int maxevents,
                                    Timeout timeout) {
  WaitQueueEntry wait(&wake_and_remove, current_task());
  bool timed_out = timeout == Timeout::zero;
  bool eavail = llist_events_available(ep);
  for (;;) {
    if (eavail) {
      if (fatal_signal_pending(current_task())) return -EINTR;
      int stored = llist_send_events(ep, events, maxevents);
      if (stored != 0) return stored;
    }
    if (timed_out) return 0;
    if (signal_pending(current_task())) return -EINTR;
    prepare_to_wait_exclusive(&ep->wq, &wait);
    if (!llist_events_available(ep)) {
      note("sleep", "epoll_wait: sleeps on {}", name_of(ep->file));
      timed_out = !schedule_timeout(timeout);
    }
    finish_wait(&ep->wq, &wait);
    eavail = llist_events_available(ep);
  }
}

}  // namespace epcheck
