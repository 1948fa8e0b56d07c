// SPDX-License-Identifier: MIT
#include <cerrno>

#include "checker/report.h"
#include "model/eventpoll.h"
#include "model/eventpoll_llist.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/monitor.h"
#include "model/uaccess.h"
#include "model/wakeup_source.h"

namespace epcheck {
namespace {

/// Takes rdllist away and sends what comes next to ovflist.
[[gnu::noinline]] void ep_start_scan(Eventpoll* ep, ListHead* scan_batch) {
  Function fn("ep_start_scan");
  bool seqcount = kernel().protocol.seqcount;
  spin_lock_irq(ep->lock, Step::ep_start_scan_lock);
  if (seqcount) ep->seq.write_begin();
  ep_check_ready_access(ep, ReadyAccess::writer);
  if (does(Step::ep_start_scan_splice)) list_splice_init(&ep->rdllist, scan_batch);
  if (does(Step::ep_start_scan_ovflist)) ep->ovflist.store(nullptr, Order::relaxed);
  note("opens", "{}: ovflist opens", name_of(ep->file));
  if (seqcount) ep->seq.write_end();
  spin_unlock_irq(ep->lock, Step::ep_start_scan_lock);
}

/// What arrived meanwhile goes to rdllist, unless the batch still has it. ovflist has the newest
/// first; adding each at the front turns that round.
/// Returns how many there were, for the trace.
[[gnu::noinline]] unsigned drain_ovflist(Eventpoll* ep) {
  ep_check_ready_access(ep, ReadyAccess::writer);
  if (!lockdep_is_held(ep->mtx.lock_class))
    report("unlocked-access", "ovflist is walked without ep->mtx");
  Epitem* epi = ep->ovflist.load(Order::relaxed);
  unsigned count = 0;
  while (epi != nullptr) {
    if (recording()) ++count;  // for the trace alone
    Epitem* next = epi->next.load(Order::relaxed);
    if (does(Step::ep_done_scan_unchain)) epi->next.store(unactive(), Order::relaxed);
    if (!does(Step::ep_done_scan_once) || !ep_is_linked(epi)) {
      if (kernel().protocol.ovflist_fifo && does(Step::ep_done_scan_fifo))
        list_add(&epi->rdllink, &ep->rdllist);
      else
        list_add_tail(&epi->rdllink, &ep->rdllist);
      if (does(Step::ep_done_scan_stay_awake)) ep_pm_stay_awake(epi);
      note("state", "{}: {} moves from ovflist to rdllist", name_of(ep->file), name_of(epi->file));
    }
    epi = next;
  }
  return count;
}

/// Ends the scan: the rest of the batch goes back to the front of rdllist. Returns whether those
/// who poll the instance are to be told, which is done without locks.
[[gnu::noinline]] bool ep_done_scan(Eventpoll* ep, ListHead* scan_batch) {
  Function fn("ep_done_scan");
  const Protocol& protocol = kernel().protocol;
  spin_lock_irq(ep->lock, Step::ep_done_scan_lock);
  unsigned arrived = does(Step::ep_done_scan_drain) ? drain_ovflist(ep) : 0;
  if (protocol.seqcount) ep->seq.write_begin();
  if (does(Step::ep_done_scan_ovflist)) ep->ovflist.store(unactive(), Order::relaxed);
  note(arrived == 0 ? "closes" : "state", "{}: ovflist closes: {} items", name_of(ep->file),
       arrived);
  if (does(Step::ep_done_scan_splice)) list_splice(scan_batch, &ep->rdllist);
  if (recording() && scan_batch->next.peek() != scan_batch)
    note("state", "{}: the rest of the batch is back on rdllist", name_of(ep->file));
  if (protocol.seqcount) ep->seq.write_end();
  ep_pm_relax(ep);
  bool pwake = false;
  if (!list_empty(&ep->rdllist)) {
    if (protocol.wake_at_scan_end && does(Step::ep_done_scan_wake)) ep_wake_waiter(ep);
    pwake = protocol.wake_pollers_at_scan_end && does(Step::ep_done_scan_poll_wake) &&
            waitqueue_active(&ep->poll_wait);
  }
  spin_unlock_irq(ep->lock, Step::ep_done_scan_lock);
  return pwake;
}

/// Stores the item's event in `*event` if it still has one; returns how many were stored. EFAULT if
/// that fails: the item goes back to the batch, and so to rdllist.
[[gnu::noinline]] int ep_deliver_event(Epitem* epi, EpollEvent* event, ListHead* scan_batch) {
  Eventpoll* ep = epi->ep;
  ep_check_ready_access(ep, ReadyAccess::scanner);
  ep_pm_hand_over(epi);
  // Before the poll: a later change is seen, or queues it again.
  if (does(Step::ep_send_events_unlink) && does(Step::ep_send_events_unlink_first))
    list_del_init(&epi->rdllink);
  monitor_unlinked(epi);
  unsigned revents = does(Step::ep_send_events_poll) ? ep_item_poll(epi, nullptr)
                                                     : epi->events.load(Order::relaxed);
  monitor_polled(epi, revents);
  if (!does(Step::ep_send_events_unlink_first)) list_del_init(&epi->rdllink);
  if (revents == 0) {
    note("state", "{}: {} is not ready any more", name_of(ep->file), name_of(epi->file));
    return 0;
  }
  if (!epoll_put_uevent(revents, epi->data, event)) {
    if (does(Step::ep_send_events_put_back)) list_add(&epi->rdllink, scan_batch);
    if (does(Step::ep_send_events_stay_awake)) ep_pm_stay_awake(epi);
    monitor_put_back(epi, revents);
    note("state", "{}: {} goes back to the batch", name_of(ep->file), name_of(epi->file));
    return -EFAULT;
  }
  monitor_delivered(epi, revents);
  unsigned events = epi->events.load(Order::relaxed);
  if (does(Step::ep_send_events_disarm) && (events & EPOLLONESHOT) != 0) {
    epi->events.store(events & kEpPrivateBits, Order::relaxed);
    note("state", "{}: {} delivered and disarmed (ONESHOT)", name_of(ep->file), name_of(epi->file));
  } else if ((events & EPOLLET) == 0) {
    // Callbacks use ovflist now: no lock.
    if (does(Step::ep_send_events_level)) list_add_tail(&epi->rdllink, &ep->rdllist);
    if (does(Step::ep_send_events_stay_awake)) ep_pm_stay_awake(epi);
    note("state", "{}: {} delivered and queued again (LT)", name_of(ep->file), name_of(epi->file));
  } else {
    note("state", "{}: {} delivered (ET: entry dropped)", name_of(ep->file), name_of(epi->file));
  }
  return 1;
}

}  // namespace

[[gnu::noinline]] bool epoll_put_uevent(unsigned revents, std::uint64_t data, EpollEvent* event) {
  bool good = false;
  if (kernel().protocol.scoped_put_uevent) {
    user_access_begin();
    good = unsafe_put_user() && unsafe_put_user();
    if (does(Step::epoll_put_uevent_end)) user_access_end();
  } else {
    good = put_user() && put_user();
  }
  if (good) *event = {revents, data};
  return good;
}

[[gnu::noinline]] int ep_send_events(Eventpoll* ep, EpollEvent* events, int maxevents) {
  if (kernel().protocol.ready_llist) return llist_send_events(ep, events, maxevents);
  Function fn("ep_send_events");
  ListHead scan_batch;
  int stored = 0;
  mutex_lock(ep->mtx, Step::ep_send_events_mtx);
  ep_start_scan(ep, &scan_batch);
  while (stored < maxevents && !list_empty(&scan_batch)) {
    Epitem* epi = item_of_rdllink(list_next(&scan_batch));
    int delivered = ep_deliver_event(epi, events + stored, &scan_batch);
    if (delivered < 0) {
      if (stored == 0) stored = delivered;
      if (does(Step::ep_send_events_stop_at_fault)) break;
      continue;
    }
    stored += delivered;
  }
  bool pwake = ep_done_scan(ep, &scan_batch);
  mutex_unlock(ep->mtx, Step::ep_send_events_mtx);
  if (pwake) ep_poll_safewake(ep);
  return stored;
}

[[gnu::noinline]] unsigned ep_eventpoll_poll(File* file, PollTable pt) {
  Function fn("ep_eventpoll_poll");
  if (does(Step::ep_eventpoll_poll_poll_wait)) poll_wait(file, pt);
  Eventpoll* ep = file->eventpoll();
  ListHead scan_batch;
  unsigned ready = 0;
  mutex_lock(ep->mtx, Step::ep_eventpoll_poll_mtx);
  if (kernel().protocol.ready_llist) {
    bool has_event = llist_has_event(ep);
    mutex_unlock(ep->mtx, Step::ep_eventpoll_poll_mtx);
    return has_event ? EPOLLIN | EPOLLRDNORM : 0;
  }
  ep_start_scan(ep, &scan_batch);
  ListHead* next = nullptr;
  for (ListHead* link = list_next(&scan_batch); link != &scan_batch; link = next) {
    Epitem* epi = item_of_rdllink(link);
    next = list_next(link);
    ep_check_ready_access(ep, ReadyAccess::scanner);
    if (ep_item_poll(epi, nullptr) != 0) {
      ready = EPOLLIN | EPOLLRDNORM;
      break;
    }
    ep_pm_relax(epi);
    if (does(Step::ep_eventpoll_poll_unlink)) list_del_init(&epi->rdllink);
  }
  bool pwake = ep_done_scan(ep, &scan_batch);
  mutex_unlock(ep->mtx, Step::ep_eventpoll_poll_mtx);
  if (pwake) ep_poll_safewake(ep);
  return ready;
}

}  // namespace epcheck
