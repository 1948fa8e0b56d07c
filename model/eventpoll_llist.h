// SPDX-License-Identifier: MIT
// Protocol::ready_llist: the ready list of 6.16-rc3 to 6.16-rc5 (8c44dac8add7). Callbacks push
// items without any lock; whoever holds ep->mtx pops them. There is no ovflist and no ep->lock. The
// last item that was pushed is the first to be popped.
//
// Epitem::llnode is the next item; null behind the last; the item itself where the item may be
// pushed. A popped item keeps its old value, so that it cannot be pushed, until init_llist_node().
#pragma once

#include "model/eventpoll.h"

namespace epcheck {

/// Pushes the item unless it is on the list, or was popped and is still in hand.
void epitem_ready(Epitem* epi);
/// May say yes where there is nothing: whenever mtx is held by somebody.
bool llist_events_available(Eventpoll* ep);
void llist_queue_ready(Epitem* epi);
/// Takes the item off the list. mtx is held, and no callback runs on the item any more.
void llist_remove(Epitem* epi);

int llist_send_events(Eventpoll* ep, EpollEvent* events, int maxevents);
/// With mtx held: whether any item has an event.
bool llist_has_event(Eventpoll* ep);
int llist_ep_poll(Eventpoll* ep, EpollEvent* events, int maxevents, Timeout timeout);

}  // namespace epcheck
