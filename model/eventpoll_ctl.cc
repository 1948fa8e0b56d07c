// SPDX-License-Identifier: MIT
#include <cerrno>

#include "checker/memory.h"
#include "checker/report.h"
#include "model/eventpoll.h"
#include "model/eventpoll_llist.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/monitor.h"
#include "model/rcu.h"
#include "model/wakeup_source.h"

namespace epcheck {
namespace {

bool refcounted() { return kernel().protocol.refcount; }

/// ep_rbtree_insert(): ordered by descriptor number.
[[gnu::noinline]] void insert_by_fd(Eventpoll* ep, Epitem* epi) {
  ListHead* at = list_next(&ep->rbr);
  while (at != &ep->rbr && item_of_rbn(at)->fd <= epi->fd) at = list_next(at);
  list_add_tail(&epi->rbn, at);
}

/// The release of the file will find the item.
[[gnu::noinline]] void attach_epitem(File* file, Epitem* epi) {
  spin_lock(file->f_lock, Step::ep_register_epitem_f_lock);
  ListHead* refs = epitems_of(file);
  if (file->f_ep.load(Order::relaxed) == nullptr) file->f_ep.store(refs, Order::relaxed);
  list_add(&epi->fllink, refs);
  spin_unlock(file->f_lock, Step::ep_register_epitem_f_lock);
}

/// ep_register_epitem(): from here on the item is found by its file and by its instance.
[[gnu::noinline]] void ep_register_epitem(Epitem* epi, PathCheck* check) {
  Eventpoll* tep = is_file_epoll(epi->file) ? epi->file->eventpoll() : nullptr;
  if (tep != nullptr) mutex_lock(tep->mtx, Step::ep_register_epitem_nested_mtx);
  if (does(Step::ep_register_epitem_file)) attach_epitem(epi->file, epi);
  if (check != nullptr && tep == nullptr && does(Step::ep_register_epitem_list_file))
    list_file(check, epi->file);
  insert_by_fd(epi->ep, epi);
  if (tep != nullptr) mutex_unlock(tep->mtx, Step::ep_register_epitem_nested_mtx);
  if (refcounted() && does(Step::ep_register_epitem_get))
    epi->ep->refcount.fetch_add(1, Order::relaxed);
  monitor_changed(nullptr);
  monitor_armed(epi);
}

/// Unlinks the item from its file; not if it is marked, unless by `force`. Returns whether it did.
[[gnu::noinline]] bool ep_remove_file(Epitem* epi, bool force) {
  File* file = epi->file;
  spin_lock(file->f_lock, Step::ep_remove_file_f_lock);
  bool keep = kernel().protocol.dying_flag && !force && epi->dying;
  if (!keep) {
    // From here on the release of the file passes by: eventpoll_release() takes no lock.
    if (does(Step::ep_remove_file_f_ep) && list_is_singular_node(&epi->fllink, epitems_of(file)))
      file->f_ep.store(nullptr, Order::relaxed);
    if (does(Step::ep_remove_file_unlink)) list_del_rcu(&epi->fllink);
  }
  spin_unlock(file->f_lock, Step::ep_remove_file_f_lock);
  return !keep;
}

/// Takes the item out of its instance and frees it. A chain on ovflist need not be looked at: mtx
/// keeps scans away.
[[gnu::noinline]] void ep_remove_epi(Epitem* epi) {
  Eventpoll* ep = epi->ep;
  if (does(Step::ep_remove_epi_rbr)) list_del(&epi->rbn);
  if (kernel().protocol.ready_llist) {
    llist_remove(epi);
  } else {
    spin_lock_irq(ep->lock, Step::ep_remove_epi_lock);
    ep_check_ready_access(ep, ReadyAccess::writer);
    if (does(Step::ep_remove_epi_rdllist) && ep_is_linked(epi)) list_del_init(&epi->rdllink);
    spin_unlock_irq(ep->lock, Step::ep_remove_epi_lock);
  }
  note("state", "{} forgets {}", name_of(ep->file), name_of(epi->file));
  ep_unregister_wakeup_source(epi);
  monitor_removed(epi);
  monitor_changed(nullptr);
  if (does(Step::ep_remove_epi_rcu))
    kfree_rcu(epi);
  else
    destroy(epi);
}

/// A registration of the file that is being released, or null. It stays until the caller removes
/// it: everybody else who would needs a reference to the file, or respects the mark, or up to 6.3
/// the mutex that the caller holds; there f_lock is not taken.
[[gnu::noinline]] Epitem* first_registration(File* file) {
  if (refcounted()) spin_lock(file->f_lock, Step::eventpoll_release_file_f_lock);
  ListHead* refs = file->f_ep.load(Order::relaxed);
  Epitem* epi = nullptr;
  if (refs != nullptr && !list_empty(refs)) epi = item_of_fllink(list_next(refs));
  if (epi != nullptr && kernel().protocol.dying_flag) epi->dying = true;
  if (refcounted()) spin_unlock(file->f_lock, Step::eventpoll_release_file_f_lock);
  return epi;
}

/// A queue may go with its owner, not with the file: it is found under RCU, or not any more.
[[gnu::noinline]] void ep_remove_wait_queue(EppollEntry* pwq) {
  if (!kernel().protocol.pollfree_clears_whead) {
    remove_wait_queue(pwq->whead.load(Order::relaxed), &pwq->wait);
    return;
  }
  if (does(Step::ep_remove_wait_queue_rcu)) rcu_read_lock();
  if (WaitQueueHead* whead = pwq->whead.load(Order::acquire)) remove_wait_queue(whead, &pwq->wait);
  if (does(Step::ep_remove_wait_queue_rcu)) rcu_read_unlock();
}

}  // namespace

Epitem* ep_find(Eventpoll* ep, File* file, int fd) {
  for (ListHead* node = list_next(&ep->rbr); node != &ep->rbr; node = list_next(node)) {
    Epitem* epi = item_of_rbn(node);
    if (epi->file == file && epi->fd == fd) return epi;
  }
  return nullptr;
}

[[gnu::noinline]] int ep_insert(Eventpoll* ep, const EpollEvent& event, File* file, int fd,
                                PathCheck* check) {
  Function fn("ep_insert");
  Epitem* epi = make<Epitem>(ep, file, fd, event);
  label(&epi->rdllink, sizeof epi->rdllink, "{}[{}].rdllink", name_of(ep->file), name_of(file));
  label(&epi->next, sizeof epi->next, "{}[{}].next", name_of(ep->file), name_of(file));
  label(&epi->events, sizeof epi->events, "{}[{}].events", name_of(ep->file), name_of(file));
  bool link_before_poll =
      kernel().protocol.link_before_poll && does(Step::ep_insert_link_before_poll);
  bool ready = false;
  if (!link_before_poll) ready = ep_item_poll(epi, epi) != 0;
  ep_register_epitem(epi, check);
  if (check != nullptr && does(Step::ep_insert_path_check) && !reverse_path_check(check)) {
    if (does(Step::ep_insert_undo)) ep_remove(epi);
    return -EINVAL;
  }
  ep_fix_wakeup_source(epi, event.events);
  if (link_before_poll) ready = ep_item_poll(epi, epi) != 0;
  if (ready && does(Step::ep_insert_poll)) ep_queue_ready(epi);
  return 0;
}

[[gnu::noinline]] int ep_modify(Epitem* epi, const EpollEvent& event) {
  Function fn("ep_modify");
  epi->events.store(event.events, Order::relaxed);
  monitor_changed(nullptr);
  monitor_armed(epi);
  epi->data = event.data;
  ep_fix_wakeup_source(epi, event.events);
  // The poll sees what came before, or the callback sees the new mask.
  if (kernel().protocol.mod_barrier && does(Step::ep_modify_barrier)) fence();
  if (does(Step::ep_modify_poll) && ep_item_poll(epi, nullptr) != 0) ep_queue_ready(epi);
  return 0;
}

[[gnu::noinline]] void ep_unregister_pollwait(Epitem* epi) {
  while (EppollEntry* pwq = epi->pwqlist) {
    epi->pwqlist = pwq->next.load();
    if (does(Step::ep_unregister_pollwait_unlink)) ep_remove_wait_queue(pwq);
    destroy(pwq);
  }
}

[[gnu::noinline]] void ep_remove(Epitem* epi) {
  Function fn("ep_remove");
  Eventpoll* ep = epi->ep;
  File* file = epi->file;
  if (does(Step::ep_remove_unregister)) ep_unregister_pollwait(epi);
  const bool pin = kernel().protocol.pin_in_remove && does(Step::ep_remove_pin);
  if (pin && file_get_live(file) == nullptr) return;  // eventpoll_release_file() will come for it
  if (ep_remove_file(epi, false)) {
    ep_remove_epi(epi);
    if (refcounted() && does(Step::ep_remove_put)) ep_refcount_dec_and_test(ep);  // never the last
  }
  if (pin && does(Step::ep_remove_fput)) fput(file);
}

[[gnu::noinline]] void eventpoll_release_file(File* file) {
  Function fn("eventpoll_release_file");
  const bool put_after_unlock =
      kernel().protocol.put_after_unlock && does(Step::eventpoll_release_file_put_after_unlock);
  const bool put = refcounted() && does(Step::eventpoll_release_file_put);
  if (!refcounted()) mutex_lock(kernel().epmutex, Step::eventpoll_release_file_epmutex);
  while (Epitem* epi = first_registration(file)) {
    Eventpoll* ep = epi->ep;
    mutex_lock(ep->mtx, Step::eventpoll_release_file_mtx);
    if (does(Step::eventpoll_release_file_unregister)) ep_unregister_pollwait(epi);
    ep_remove_file(epi, true);
    ep_remove_epi(epi);
    bool dispose = put && !put_after_unlock && ep_refcount_dec_and_test(ep);
    mutex_unlock(ep->mtx, Step::eventpoll_release_file_mtx);
    if (put && put_after_unlock) dispose = ep_refcount_dec_and_test(ep);
    if (dispose) ep_free(ep);
  }
  if (!refcounted()) mutex_unlock(kernel().epmutex, Step::eventpoll_release_file_epmutex);
}

}  // namespace epcheck
