// SPDX-License-Identifier: MIT
#include "checker/barriers.h"
#include "checker/report.h"
#include "model/eventpoll.h"
#include "model/eventpoll_llist.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/monitor.h"
#include "model/signal.h"
#include "model/wakeup_source.h"

namespace epcheck {
namespace {

EppollEntry* entry_of(WaitQueueEntry* wait) {
  return reinterpret_cast<EppollEntry*>(reinterpret_cast<char*>(wait) -
                                        offsetof(EppollEntry, wait));
}

/// chain_epi_lockless(): the winner of the first exchange puts the item on ovflist.
bool chain_epi_lockless(Epitem* epi) {
  Epitem* unchained = unactive();
  if (!does(Step::chain_epi_lockless_cmpxchg))
    epi->next.store(nullptr, Order::relaxed);
  else if (!epi->next.compare_exchange_strong(unchained, nullptr))
    return false;
  Epitem* newest = nullptr;
  if (does(Step::chain_epi_lockless_xchg)) {
    newest = barriers::xchg(&epi->ep->ovflist, epi);
  } else {
    newest = epi->ep->ovflist.load(Order::relaxed);
    epi->ep->ovflist.store(epi, Order::relaxed);
  }
  epi->next.store(newest, Order::relaxed);
  return true;
}

[[gnu::noinline]] void chain_on_ovflist(Epitem* epi) {
  Eventpoll* ep = epi->ep;  // read now: where the kernel lets it, the item is freed beside us
  const File* file = epi->file;
  if (!does(Step::ep_poll_callback_ovflist)) return;
  if (does(Step::ep_poll_callback_ovflist_once) && epi->next.load(Order::relaxed) != unactive())
    return;
  const bool exchanges = kernel().protocol.ready_rwlock;
  ep_check_ready_access(ep, exchanges ? ReadyAccess::exchanger : ReadyAccess::writer);
  if (exchanges) {
    if (!chain_epi_lockless(epi)) return;
  } else {
    epi->next.store(ep->ovflist.load(Order::relaxed), Order::relaxed);
    ep->ovflist.store(epi, Order::relaxed);
  }
  if (does(Step::ep_poll_callback_stay_awake)) ep_pm_stay_awake_rcu(epi);
  note("state", "{}.ovflist += {}", name_of(ep->file), name_of(file));
}

[[gnu::noinline]] void add_to_rdllist(Epitem* epi) {
  Eventpoll* ep = epi->ep;
  const File* file = epi->file;
  if (!does(Step::ep_poll_callback_rdllist)) return;
  if (does(Step::ep_poll_callback_rdllist_once) && ep_is_linked(epi)) {
    note("state", "{} is on {}.rdllist already", name_of(file), name_of(ep->file));
    return;
  }
  const bool exchanges = kernel().protocol.ready_rwlock;
  ep_check_ready_access(ep, exchanges ? ReadyAccess::exchanger : ReadyAccess::writer);
  if (exchanges) {
    if (!list_add_tail_lockless(&epi->rdllink, &ep->rdllist)) return;
  } else {
    list_add_tail(&epi->rdllink, &ep->rdllist);
  }
  if (does(Step::ep_poll_callback_stay_awake)) ep_pm_stay_awake_rcu(epi);
  note("state", "{}.rdllist += {}", name_of(ep->file), name_of(file));
}

/// Whether an EPOLLEXCLUSIVE item whose instance has a sleeper uses up the wake-up.
/// No, where the key does not say that its event is one that the item waits for.
bool exclusive_wake(unsigned events, unsigned key) {
  if ((key & kPollFree) != 0) return false;  // everybody must leave the queue
  if (!kernel().protocol.exclusive_by_key || !does(Step::ep_poll_callback_used_by_key)) return true;
  switch (key & (EPOLLIN | EPOLLOUT)) {
    case EPOLLIN:
      return (events & EPOLLIN) != 0;
    case EPOLLOUT:
      return (events & EPOLLOUT) != 0;
    case 0:
      return true;
    default:
      return false;
  }
}

/// What a callback does after it has dropped ep->lock.
struct Notified {
  bool used;   // an exclusive item uses up the wake-up
  bool pwake;  // somebody polls the instance
};

/// With ep->lock held, shared or not; with Protocol::ready_llist there is none.
[[gnu::noinline]] Notified notify(Epitem* epi, unsigned events, unsigned key) {
  Eventpoll* ep = epi->ep;
  // EPOLLONESHOT has disarmed it.
  if (does(Step::ep_poll_callback_disarmed) && (events & ~kEpPrivateBits) == 0) return {};
  if (does(Step::ep_poll_callback_key) && key != 0 && (key & events) == 0) return {};
  const bool llist = kernel().protocol.ready_llist;
  bool scanning = !llist && does(Step::ep_poll_callback_scanning) &&
                  ep->ovflist.load(Order::relaxed) != unactive();
  if (llist)
    epitem_ready(epi);
  else if (scanning)
    chain_on_ovflist(epi);
  else
    add_to_rdllist(epi);
  monitor_notified(epi, key);
  if (!kernel().protocol.ready_rwlock) ep_check_awake(ep);
  const bool wakes =
      kernel().protocol.wake_on_ovflist && does(Step::ep_poll_callback_wake_during_scan);
  if (scanning && !wakes) return {};
  Notified result{};
  if (waitqueue_active(&ep->wq) || !does(Step::ep_poll_callback_used_if_asleep)) {
    if (does(Step::ep_poll_callback_wake)) ep_wake_waiter(ep);
    result.used = exclusive_wake(events, key);
  } else {
    note("state", "nobody sleeps on {}", name_of(ep->file));
  }
  result.pwake = does(Step::ep_poll_callback_poll_wake) && waitqueue_active(&ep->poll_wait);
  return result;
}

/// POLLFREE: the queue is about to go. Its owner holds the lock, so the entry can still be
/// unlinked; ep_remove_wait_queue() may do so again, if it found `whead` before. Nothing protects
/// the entry, the item and the instance once that is null.
[[gnu::noinline]] void leave_queue(EppollEntry* pwq) {
  const Protocol& protocol = kernel().protocol;
  if (protocol.pollfree_clears_whead && !protocol.pollfree_last)
    pwq->whead.store(nullptr, Order::relaxed);
  if (!protocol.pollfree_clears_whead || does(Step::ep_poll_callback_pollfree_unlink))
    list_del_init(&pwq->wait.entry);
  if (protocol.pollfree_clears_whead && protocol.pollfree_last)
    pwq->whead.store(
        nullptr, does(Step::ep_poll_callback_pollfree_release) ? Order::release : Order::relaxed);
}

}  // namespace

[[gnu::noinline]] int ep_poll_callback(WaitQueueEntry* wait, unsigned, unsigned key) {
  Function fn("ep_poll_callback");
  Epitem* epi = entry_of(wait)->base;
  Eventpoll* ep = ep_of_callback(epi);
  const Protocol& protocol = kernel().protocol;
  const bool pollfree = (key & kPollFree) != 0;
  if (pollfree && !protocol.pollfree_last) leave_queue(entry_of(wait));
  bool flags = false;
  if (protocol.ready_rwlock)
    flags = read_lock_irqsave(ep->lock, Step::ep_poll_callback_lock);
  else if (!protocol.ready_llist)
    flags = spin_lock_irqsave(ep->lock, Step::ep_poll_callback_lock);
  // The kernel reads the mask several times; every later read sees what this one does, or a mask
  // that leads to the same result.
  unsigned events = epi->events.load(Order::relaxed);
  Notified notified = notify(epi, events, key);
  const bool unlock_first = does(Step::ep_poll_callback_unlock_first);
  if (notified.pwake && !unlock_first) ep_poll_safewake(ep);
  if (protocol.ready_rwlock)
    read_unlock_irqrestore(ep->lock, flags, Step::ep_poll_callback_lock);
  else if (!protocol.ready_llist)
    spin_unlock_irqrestore(ep->lock, flags, Step::ep_poll_callback_lock);
  if (notified.pwake && unlock_first) ep_poll_safewake(ep);
  if (pollfree && protocol.pollfree_last) leave_queue(entry_of(wait));
  return notified.used || (events & EPOLLEXCLUSIVE) == 0 ? 1 : 0;
}

}  // namespace epcheck
