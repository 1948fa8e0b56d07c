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
#include "model/kernel.h"
#include "model/property_parts.h"
#include "model/signalfd.h"
#include "model/task.h"

namespace epcheck {

namespace {

/// Whether `owed` decides for an entry with this mask.
bool needs_flag(unsigned events) { return events & (EPOLLET | EPOLLEXCLUSIVE); }

bool meant_for(const Epitem* epi, unsigned key) { return (armed_events(epi) & key) != 0; }

void set_owed(Epitem* epi, bool owed) {
  if (epi->ghost.owed != owed) epi->ghost.owed = owed;
}

/// The queue that the item lies on, of a file that has none of its own; null if it has, or is gone.
const WaitQueueHead* shared_queue(const Epitem* epi) {
  if (epi->file->kind != FileKind::signalfd) return nullptr;
  const EppollEntry* pwq = epi->pwqlist.peek();
  return pwq != nullptr ? pwq->whead.peek() : nullptr;
}

template <class F>
void for_each_item(File* file, F act) {
  const ListHead* refs = epitems_of(file);
  for (ListHead* link = refs->next.peek(); link != refs; link = link->next.peek())
    act(item_of_fllink(link));
}

/// The items that are told on the queue of a process, of signalfds with one of the signals.
template <class F>
void for_each_item(const Sighand* sighand, SignalSet signals, F act) {
  for (const auto& entry : kernel().files) {
    File* file = entry;
    if (file == nullptr || file->kind != FileKind::signalfd) continue;
    if ((file->signalfd()->mask & signals) == 0) continue;
    for_each_item(file, [&](Epitem* epi) {
      if (shared_queue(epi) == &sighand->signalfd_wqh) act(epi);
    });
  }
}

void begin_arrival(Epitem* epi, unsigned key) {
  if (!meant_for(epi, key)) return;
  if (epi->events.peek() & EPOLLEXCLUSIVE)
    current_task()->ghost.walk_matched = true;
  else if (epi->events.peek() & EPOLLET)
    set_owed(epi, true);
}

void end_arrival(Epitem* epi, unsigned key) {
  if ((epi->events.peek() & EPOLLEXCLUSIVE) && meant_for(epi, key)) set_owed(epi, true);
}

/// An arrival matched exclusive entries, and none of them accepted it.
bool nobody_was_told() {
  const TaskGhost& walker = current_task()->ghost;
  return walker.walk_matched && !walker.walk_settled;
}

void forget_walk() {
  current_task()->ghost.walk_matched = false;
  current_task()->ghost.walk_settled = false;
}

}  // namespace

void contract_edge(File* file, unsigned key) {
  for_each_item(file, [&](Epitem* epi) { begin_arrival(epi, key); });
}

void contract_signal(const Sighand* sighand, SignalSet signals) {
  for_each_item(sighand, signals, [](Epitem* epi) { begin_arrival(epi, EPOLLIN); });
}

/// The instance is readable now, which is an edge for those that watch it.
void contract_notified(Epitem* epi) {
  contract_edge(epi->ep->file, EPOLLIN);
  if (!(epi->events.peek() & EPOLLEXCLUSIVE)) return;
  set_owed(epi, true);
  const void* walk = current_task()->ghost.walk;
  if (walk == epi->file || (walk != nullptr && walk == shared_queue(epi)))
    current_task()->ghost.walk_settled = true;
}

void contract_edge_end(File* file, unsigned key) {
  if (nobody_was_told()) for_each_item(file, [&](Epitem* epi) { end_arrival(epi, key); });
  forget_walk();
}

void contract_signal_end(const Sighand* sighand, SignalSet signals) {
  if (nobody_was_told())
    for_each_item(sighand, signals, [](Epitem* epi) { end_arrival(epi, EPOLLIN); });
  forget_walk();
}

void contract_armed(Epitem* epi) {
  set_owed(epi, needs_flag(epi->events.peek()) &&
                    (ready_now(epi, current_task()) & armed_events(epi)) != 0);
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

const char* lost_wakeup(const Task* sleeper) {
  const Eventpoll* ep = sleeper->ghost.waits_on;
  for (ListHead* link = ep->rbr.next.peek(); link != &ep->rbr; link = link->next.peek()) {
    const Epitem* epi = item_of_rbn(link);
    unsigned events = epi->events.peek();
    if ((ready_now(epi, sleeper) & armed_events(epi)) == 0) continue;
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
