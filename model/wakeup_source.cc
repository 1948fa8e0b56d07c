// SPDX-License-Identifier: MIT
#include "model/wakeup_source.h"

#include <sys/epoll.h>

#include "checker/memory.h"
#include "checker/report.h"
#include "model/eventpoll.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/rcu.h"

namespace epcheck {
namespace {

bool any_sources() { return kernel().wakeup_sources; }

/// ep_wakeup_source(), and the reading of it in the callback.
WakeupSource* source_of(const Epitem* epi) { return epi->ws.load(Order::acquire); }

void stay_awake(WakeupSource* ws) {
  if (ws != nullptr) ws->active.store(1, Order::relaxed);
}

void relax(WakeupSource* ws) {
  if (ws != nullptr) ws->active.store(0, Order::relaxed);
}

bool is_active(const WakeupSource* ws) { return ws != nullptr && ws->active.peek() != 0; }

[[gnu::noinline]] void create(Epitem* epi) {
  Eventpoll* ep = epi->ep;
  if (ep->ws.load(Order::relaxed) == nullptr) ep->ws.store(make<WakeupSource>(), Order::release);
  epi->ws.store(make<WakeupSource>(), Order::release);
}

/// Up to 3.9 the source went first. Since then its readers are waited for, by synchronize_rcu();
/// here it outlives them, and we go on.
[[gnu::noinline]] void destroy_source(Epitem* epi) {
  WakeupSource* ws = source_of(epi);
  if (!kernel().protocol.rcu_wakeup_source) destroy(ws);
  epi->ws.store(nullptr, Order::relaxed);
  if (kernel().protocol.rcu_wakeup_source) kfree_rcu(ws);
}

}  // namespace

[[gnu::noinline]] void ep_fix_wakeup_source(Epitem* epi, unsigned events) {
  if (!any_sources()) return;
  bool wanted = (events & EPOLLWAKEUP) != 0;
  bool has = source_of(epi) != nullptr;
  if (wanted && !has) create(epi);
  if (!wanted && has) destroy_source(epi);
}

void ep_unregister_wakeup_source(Epitem* epi) {
  if (!any_sources()) return;
  if (WakeupSource* ws = source_of(epi)) destroy(ws);
}

void ep_unregister_wakeup_source(Eventpoll* ep) {
  if (!any_sources()) return;
  if (WakeupSource* ws = ep->ws.load(Order::relaxed)) destroy(ws);
}

void ep_pm_stay_awake(Epitem* epi) {
  if (any_sources()) stay_awake(source_of(epi));
}

[[gnu::noinline]] void ep_pm_stay_awake_rcu(Epitem* epi) {
  if (!any_sources()) return;
  const bool rcu =
      kernel().protocol.rcu_wakeup_source && does(Step::ep_poll_callback_stay_awake_rcu);
  if (rcu) rcu_read_lock();
  stay_awake(source_of(epi));
  if (rcu) rcu_read_unlock();
}

[[gnu::noinline]] void ep_pm_hand_over(Epitem* epi) {
  if (!any_sources()) return;
  WakeupSource* ws = source_of(epi);
  if (ws == nullptr) return;
  WakeupSource* scan = epi->ep->ws.load(Order::relaxed);
  if (ws->active.load(Order::relaxed) != 0 && does(Step::ep_send_events_hand_over))
    stay_awake(scan);
  relax(ws);
  if (!is_active(scan))
    report("suspend-while-ready",
           "the system may suspend while an event of an EPOLLWAKEUP item is collected");
}

void ep_pm_relax(Epitem* epi) {
  if (any_sources()) relax(source_of(epi));
}

void ep_pm_relax(Eventpoll* ep) {
  if (!any_sources()) return;
  relax(ep->ws.load(Order::relaxed));
  ep_check_awake(ep);
}

[[gnu::noinline]] void ep_check_awake(const Eventpoll* ep) {
  if (!any_sources() || is_active(ep->ws.peek())) return;
  if (ep->ovflist.peek() != unactive()) return;  // what the scan changes, it does not change here
  for (const ListHead* node = ep->rbr.next.peek(); node != &ep->rbr; node = node->next.peek()) {
    const Epitem* epi = item_of_rbn(const_cast<ListHead*>(node));
    const WakeupSource* ws = epi->ws.peek();
    bool queued = epi->rdllink.next.peek() != &epi->rdllink || epi->next.peek() != unactive();
    if (ws == nullptr || !queued || is_active(ws)) continue;
    note("state", "{} is queued, and nothing keeps the system awake", name_of(epi->file));
    report("suspend-while-ready",
           "the system may suspend while an event of an EPOLLWAKEUP item is queued");
    return;
  }
}

}  // namespace epcheck
