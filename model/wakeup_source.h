// SPDX-License-Identifier: MIT
// WakeupSource: while one is active the system does not suspend (drivers/base/power/wakeup.c). An
// item with EPOLLWAKEUP has one, which is active from the event to its collection, and its instance
// has one for while it collects: at any moment at which an event of such an item is queued, one of
// the two is active. That is the rule `suspend-while-ready`, checked where an item was queued,
// where it is collected and where a collection ends. While a scan goes on only the item that it
// collects is looked at: a scan relaxes an item before it unlinks it, without ep->lock. So a source
// that is relaxed in a scan just after a callback made it active is found only if it is still
// inactive when the scan ends.
//
// The callback reads an item's source without mtx, under RCU; who holds mtx replaces it. Nothing
// here is an operation in a kernel none of whose items asks for EPOLLWAKEUP
// (Kernel::wakeup_sources).
#pragma once

#include "checker/atomic.h"

namespace epcheck {

struct Epitem;
struct Eventpoll;

struct WakeupSource {
  atomic<unsigned> active;
};

/// ADD or MOD: the item gets a source or loses it, as the mask wants. ep->mtx is held.
void ep_fix_wakeup_source(Epitem* epi, unsigned events);
/// The item, or the instance, goes: no callback can run on it any more.
void ep_unregister_wakeup_source(Epitem* epi);
void ep_unregister_wakeup_source(Eventpoll* ep);

/// The item was queued. ep->mtx is held.
void ep_pm_stay_awake(Epitem* epi);
/// The same without it: in the callback.
void ep_pm_stay_awake_rcu(Epitem* epi);
/// The item is about to be collected: its instance stays awake in its place.
void ep_pm_hand_over(Epitem* epi);
/// A poll of the instance found the item not ready.
void ep_pm_relax(Epitem* epi);
/// The collection is over. ep->lock is held.
void ep_pm_relax(Eventpoll* ep);
/// The rule, for who holds ep->lock, so that no callback is half-way through.
void ep_check_awake(const Eventpoll* ep);

}  // namespace epcheck
