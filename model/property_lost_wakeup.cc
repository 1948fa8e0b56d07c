// SPDX-License-Identifier: MIT
// lost-wakeup: in an end state, a thread sleeps in epoll_wait on an instance that owes it an event.
//
// An armed entry whose file is ready for its mask is owed an event
//   level-triggered, not exclusive: always;
//   EPOLLET: if a wake-up with a matching key came, or ADD or MOD found the file ready, after the
//     entry was last polled for a delivery;
//   EPOLLEXCLUSIVE: if ep_poll_callback accepted a wake-up for it, or ADD found the file ready, and
//     since then no delivery was made (EPOLLET) or no poll found the file unready (level). The
//     exclusive entries of a file form a group: one accepted wake-up settles an arrival for all, so
//     only an arrival that matched some of them and was accepted by none is owed to each of them.
// Which entry of a group a wake-up should have chosen is not judged.
#include <sys/epoll.h>

#include "model/eventpoll.h"
#include "model/file.h"
#include "model/property_parts.h"
#include "model/task.h"

namespace epcheck {

namespace {

/// Whether `owed` decides for an entry with this mask.
bool needs_flag(unsigned events) { return events & (EPOLLET | EPOLLEXCLUSIVE); }

bool meant_for(const Epitem* epi, unsigned key) { return (armed_events(epi) & key) != 0; }

void set_owed(Epitem* epi, bool owed) {
  if (epi->ghost.owed != owed) epi->ghost.owed = owed;
}

}  // namespace

void contract_edge(File* file, unsigned key) {
  const ListHead* refs = epitems_of(file);
  for (ListHead* link = refs->next.peek(); link != refs; link = link->next.peek()) {
    Epitem* epi = item_of_fllink(link);
    if (!meant_for(epi, key)) continue;
    if (epi->events.peek() & EPOLLEXCLUSIVE)
      current_task()->ghost.walk_matched = true;
    else if (epi->events.peek() & EPOLLET)
      set_owed(epi, true);
  }
}

/// The instance is readable now, which is an edge for those that watch it.
void contract_notified(Epitem* epi) {
  contract_edge(epi->ep->file, EPOLLIN);
  if (!(epi->events.peek() & EPOLLEXCLUSIVE)) return;
  set_owed(epi, true);
  if (current_task()->ghost.walk == epi->file) current_task()->ghost.walk_settled = true;
}

void contract_edge_end(File* file, unsigned key) {
  TaskGhost& walker = current_task()->ghost;
  const ListHead* refs = epitems_of(file);
  if (walker.walk_matched && !walker.walk_settled)
    for (ListHead* link = refs->next.peek(); link != refs; link = link->next.peek()) {
      Epitem* epi = item_of_fllink(link);
      if ((epi->events.peek() & EPOLLEXCLUSIVE) && meant_for(epi, key)) set_owed(epi, true);
    }
  walker.walk_matched = false;
  walker.walk_settled = false;
}

void contract_armed(Epitem* epi) {
  set_owed(epi, needs_flag(epi->events.peek()) && (ready_now(epi) & armed_events(epi)) != 0);
}

/// What came before is delivered by the poll that follows, if it is still there. What comes from
/// now on, also during that poll, finds the item off the list and queues it again.
void contract_unlinked(Epitem* epi) { set_owed(epi, false); }

/// A level-triggered exclusive entry stays owed until a poll finds it not ready.
void contract_polled(Epitem* epi, unsigned revents) {
  unsigned events = epi->events.peek();
  if (revents != 0 && needs_flag(events) && !(events & EPOLLET)) set_owed(epi, true);
}

/// What could not be stored for the caller was not delivered.
void contract_put_back(Epitem* epi) {
  if (needs_flag(epi->events.peek())) set_owed(epi, true);
}

const char* lost_wakeup(const Eventpoll* ep) {
  for (ListHead* link = ep->rbr.next.peek(); link != &ep->rbr; link = link->next.peek()) {
    const Epitem* epi = item_of_rbn(link);
    unsigned events = epi->events.peek();
    if ((ready_now(epi) & armed_events(epi)) == 0) continue;
    if (!needs_flag(events))
      return "a thread sleeps in epoll_wait beside a level-triggered entry that is ready";
    if (!epi->ghost.owed) continue;
    if (events & EPOLLEXCLUSIVE)
      return "a thread sleeps in epoll_wait beside an exclusive entry whose event was not "
             "delivered";
    return "a thread sleeps in epoll_wait beside an edge-triggered entry whose edge was not "
           "delivered";
  }
  return nullptr;
}

}  // namespace epcheck
