// SPDX-License-Identifier: MIT
#include <cerrno>

#include "checker/memory.h"
#include "checker/report.h"
#include "model/eventpoll.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/monitor.h"
#include "model/rcu.h"

namespace epcheck {
namespace {

bool pinned() { return kernel().protocol.lifetime == Lifetime::pinned; }

/// ep_rbtree_insert(): ordered by descriptor number.
[[gnu::noinline]] void insert_by_fd(Eventpoll* ep, Epitem* epi) {
  ListHead* at = list_next(&ep->rbr);
  while (at != &ep->rbr && item_of_rbn(at)->fd <= epi->fd) at = list_next(at);
  list_add_tail(&epi->rbn, at);
}

/// ep_register_epitem(): from here on the item is found by its file and by its instance.
[[gnu::noinline]] void ep_register_epitem(Epitem* epi, PathCheck* check) {
  Eventpoll* tep = is_file_epoll(epi->file) ? epi->file->eventpoll() : nullptr;
  if (tep != nullptr) mutex_lock(tep->mtx);
  epi->file->f_lock.lock();
  list_add(&epi->fllink, &epi->file->f_ep);
  epi->file->f_lock.unlock();
  if (check != nullptr && tep == nullptr) list_file(check, epi->file);
  insert_by_fd(epi->ep, epi);
  if (tep != nullptr) tep->mtx.unlock();
  if (pinned()) epi->ep->refcount.fetch_add(1, Order::relaxed);
  monitor_changed(nullptr);
  monitor_armed(epi);
}

[[gnu::noinline]] void ep_remove_file(Epitem* epi) {
  epi->file->f_lock.lock();
  list_del(&epi->fllink);
  epi->file->f_lock.unlock();
}

/// Takes the item out of its instance and frees it. A chain on ovflist need not be looked at: mtx
/// keeps scans away.
[[gnu::noinline]] void ep_remove_epi(Epitem* epi) {
  Eventpoll* ep = epi->ep;
  list_del(&epi->rbn);
  ep->lock.lock();
  if (ep_is_linked(epi)) list_del_init(&epi->rdllink);
  ep->lock.unlock();
  note("state", "{} forgets {}", name_of(ep->file), name_of(epi->file));
  monitor_removed(epi);
  monitor_changed(nullptr);
  kfree_rcu(epi);
}

/// A registration of the file that is being released, or null. It stays: everybody else who would
/// remove it needs a reference to the file.
[[gnu::noinline]] Epitem* first_registration(File* file) {
  file->f_lock.lock();
  ListHead* first = list_next(&file->f_ep);
  Epitem* epi = first == &file->f_ep ? nullptr : item_of_fllink(first);
  file->f_lock.unlock();
  return epi;
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
  bool link_before_poll = kernel().protocol.link_before_poll;
  bool ready = false;
  if (!link_before_poll) ready = ep_item_poll(epi, epi) != 0;
  ep_register_epitem(epi, check);
  if (check != nullptr && !reverse_path_check(check)) {
    ep_remove(epi);
    return -EINVAL;
  }
  if (link_before_poll) ready = ep_item_poll(epi, epi) != 0;
  if (ready) ep_queue_ready(epi);
  return 0;
}

[[gnu::noinline]] int ep_modify(Epitem* epi, const EpollEvent& event) {
  Function fn("ep_modify");
  epi->events.store(event.events, Order::relaxed);
  monitor_changed(nullptr);
  monitor_armed(epi);
  epi->data = event.data;
  fence();  // 128dd1759d96: the poll sees what came before, or the callback sees the new mask
  if (ep_item_poll(epi, nullptr) != 0) ep_queue_ready(epi);
  return 0;
}

[[gnu::noinline]] void ep_unregister_pollwait(Epitem* epi) {
  while (EppollEntry* pwq = epi->pwqlist) {
    epi->pwqlist = pwq->next.load();
    remove_wait_queue(pwq->whead, &pwq->wait);
    destroy(pwq);
  }
}

[[gnu::noinline]] void ep_remove(Epitem* epi) {
  Function fn("ep_remove");
  Eventpoll* ep = epi->ep;
  File* file = epi->file;
  ep_unregister_pollwait(epi);
  if (!pinned()) {
    ep_remove_file(epi);
    ep_remove_epi(epi);
    return;
  }
  if (file_get_live(file) == nullptr) return;  // eventpoll_release_file() will come for it
  ep_remove_file(epi);
  ep_remove_epi(epi);
  ep_put(ep);
  fput(file);
}

[[gnu::noinline]] void eventpoll_release_file(File* file) {
  Function fn("eventpoll_release_file");
  if (!pinned()) mutex_lock(kernel().epmutex);
  while (Epitem* epi = first_registration(file)) {
    Eventpoll* ep = epi->ep;
    mutex_lock(ep->mtx);
    ep_unregister_pollwait(epi);
    ep_remove_file(epi);
    ep_remove_epi(epi);
    ep->mtx.unlock();
    if (pinned()) ep_put(ep);
  }
  if (!pinned()) kernel().epmutex.unlock();
}

}  // namespace epcheck
