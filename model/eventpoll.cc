// SPDX-License-Identifier: MIT
#include "model/eventpoll.h"

#include "checker/memory.h"
#include "checker/report.h"
#include "model/eventpoll_llist.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/rcu.h"
#include "model/wakeup_source.h"

namespace epcheck {
namespace {

/// No callback of an item of the instance runs afterwards.
void unregister_all(Eventpoll* ep) {
  if (!does(Step::ep_eventpoll_release_unregister)) return;
  for (ListHead* node = list_next(&ep->rbr); node != &ep->rbr; node = list_next(node))
    ep_unregister_pollwait(item_of_rbn(node));
}

/// Up to 6.3: the global mutex keeps every file release away.
void release_under_epmutex(Eventpoll* ep) {
  mutex_lock(kernel().epmutex, Step::ep_eventpoll_release_epmutex);
  unregister_all(ep);
  mutex_lock(ep->mtx, Step::ep_eventpoll_release_mtx);
  while (does(Step::ep_eventpoll_release_remove) && !list_empty(&ep->rbr))
    ep_remove(item_of_rbn(list_next(&ep->rbr)));
  mutex_unlock(ep->mtx, Step::ep_eventpoll_release_mtx);
  mutex_unlock(kernel().epmutex, Step::ep_eventpoll_release_epmutex);
  ep_free(ep);
}

/// Items whose file is being released stay, and keep the instance.
void ep_clear_and_put(Eventpoll* ep) {
  const bool put_after_unlock =
      kernel().protocol.put_after_unlock && does(Step::ep_eventpoll_release_put_after_unlock);
  bool dispose = false;
  mutex_lock(ep->mtx, Step::ep_eventpoll_release_mtx);
  unregister_all(ep);
  ListHead* next = nullptr;
  for (ListHead* node = list_next(&ep->rbr);
       does(Step::ep_eventpoll_release_remove) && node != &ep->rbr; node = next) {
    next = list_next(node);
    ep_remove(item_of_rbn(node));
  }
  const bool put = does(Step::ep_eventpoll_release_put);
  if (put && !put_after_unlock) dispose = ep_refcount_dec_and_test(ep);
  mutex_unlock(ep->mtx, Step::ep_eventpoll_release_mtx);
  if (put && put_after_unlock) dispose = ep_refcount_dec_and_test(ep);
  if (dispose) ep_free(ep);
}

}  // namespace

File* ep_file_create() {
  Eventpoll* ep = make<Eventpoll>();
  File* file = file_create(FileKind::eventpoll, ep, &ep->poll_wait);
  ep->file = file;
  kernel().instances = kernel().instances + 1;
  return file;
}

void ep_release(Eventpoll* ep) {
  Function fn("ep_eventpoll_release");
  if (does(Step::ep_eventpoll_release_poll_wake) && waitqueue_active(&ep->poll_wait))
    ep_poll_safewake(ep);
  if (kernel().protocol.refcount)
    ep_clear_and_put(ep);
  else
    release_under_epmutex(ep);
}

bool ep_refcount_dec_and_test(Eventpoll* ep) { return ep->refcount.fetch_sub(1) == 1; }

void ep_free(Eventpoll* ep) {
  ep_unregister_wakeup_source(ep);
  kernel().instances = kernel().instances - 1;
  if (kernel().protocol.rcu_free_ep && does(Step::ep_free_rcu))
    kfree_rcu(ep);
  else
    destroy(ep);
}

[[gnu::noinline]] bool ep_events_available(Eventpoll* ep) {
  if (kernel().protocol.ready_llist) return llist_events_available(ep);
  bool seqcount = kernel().protocol.seqcount;
  if (seqcount) ep->seq.read_begin();
  bool available =
      !list_empty_careful(&ep->rdllist) || ep->ovflist.load(Order::relaxed) != unactive();
  if (seqcount && ep->seq.read_retry()) available = true;
  return available;
}

[[gnu::noinline]] void ep_check_ready_access(const Eventpoll* ep, ReadyAccess access) {
  bool held = lockdep_is_held_write(ep->lock);
  if (access == ReadyAccess::exchanger) held = lockdep_is_held(ep->lock.lock_class);
  if (access == ReadyAccess::scanner) held = held || lockdep_is_held(ep->mtx.lock_class);
  if (!held) report("unlocked-access", "a ready list is changed without the lock that protects it");
}

[[gnu::noinline]] void ep_queue_ready(Epitem* epi) {
  if (kernel().protocol.ready_llist) {
    llist_queue_ready(epi);
    return;
  }
  Eventpoll* ep = epi->ep;
  bool pwake = false;
  spin_lock_irq(ep->lock, Step::ep_queue_ready_lock);
  if (!does(Step::ep_queue_ready_once) || !ep_is_linked(epi)) {
    ep_check_ready_access(ep, ReadyAccess::writer);
    if (does(Step::ep_queue_ready_rdllist)) list_add_tail(&epi->rdllink, &ep->rdllist);
    if (does(Step::ep_queue_ready_stay_awake)) ep_pm_stay_awake(epi);
    note("state", "{}.rdllist += {}", name_of(ep->file), name_of(epi->file));
    if (does(Step::ep_queue_ready_wake)) ep_wake_waiter(ep);
    pwake = does(Step::ep_queue_ready_poll_wake) && waitqueue_active(&ep->poll_wait);
  }
  ep_check_awake(ep);
  spin_unlock_irq(ep->lock, Step::ep_queue_ready_lock);
  if (pwake) ep_poll_safewake(ep);
}

void ep_wake_waiter(Eventpoll* ep) {
  if (!waitqueue_active(&ep->wq)) return;
  if (kernel().protocol.wq_own_lock && does(Step::ep_wake_waiter_lock))
    wake_up(&ep->wq, kTaskNormal, 1, 0);
  else
    wake_up_locked(&ep->wq, kTaskNormal, 1, 0);
}

[[gnu::noinline]] void ep_poll_safewake(Eventpoll* ep) {
  Function fn("ep_poll_safewake");
  WaitQueueHead* pollers = &ep->poll_wait;
  bool flags = spin_lock_irqsave(pollers->lock, Step::ep_poll_safewake_lock);
  file_wake_locked(ep->file, EPOLLIN);
  spin_unlock_irqrestore(pollers->lock, flags, Step::ep_poll_safewake_lock);
}

[[gnu::noinline]] unsigned ep_item_poll(Epitem* epi, Epitem* queue) {
  bool pin = kernel().protocol.pin_in_poll && does(Step::ep_item_poll_pin);
  if (pin && file_get_live(epi->file) == nullptr) return 0;
  unsigned events = epi->events.load(Order::relaxed);
  unsigned revents = vfs_poll(epi->file, {queue, events}) & events;
  if (pin && does(Step::ep_item_poll_fput)) fput(epi->file);
  return revents;
}

}  // namespace epcheck
