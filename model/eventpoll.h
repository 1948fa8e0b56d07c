// SPDX-License-Identifier: MIT
// Eventpoll, Epitem, EppollEntry: the objects of fs/eventpoll.c, with its field names.
//
// Locks: mtx (may sleep) protects rbr, pwqlist and scanning; lock protects rdllist, ovflist and,
// but for kernels that arm under the queue's own lock, wq. Order: mtx, then the lock of a
// watched file's queue, then lock, then wq.lock; f_lock of a file lies inside mtx. An instance that
// watches another takes the other's mtx inside its own, and its own lock inside the other's
// poll_wait.lock; lock is never held while poll_wait is woken.
//
// An item is ready if its rdllink is linked: on rdllist or on the private list of a scan. What
// becomes ready during a scan is chained on ovflist instead. ovflist is kUnactive when there is no
// scan, and null or the newest item while there is one; Epitem::next is kUnactive when the item is
// not on it.
#pragma once

#include <sys/epoll.h>

#include <cstddef>
#include <cstdint>

#include "checker/atomic.h"
#include "checker/plain.h"
#include "model/list_head.h"
#include "model/monitor.h"
#include "model/seqcount.h"
#include "model/task.h"
#include "model/wait_queue.h"

namespace epcheck {

struct Epitem;
struct Eventpoll;
struct File;
struct PathCheck;
struct PollTable;
struct WakeupSource;

/// EP_UNACTIVE_PTR.
inline Epitem* unactive() { return reinterpret_cast<Epitem*>(~std::uintptr_t{0}); }

/// Bits of an event mask that are no poll events (EP_PRIVATE_BITS).
inline constexpr unsigned kEpPrivateBits = EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE;

/// struct epoll_event. `events` uses the EPOLL* constants of <sys/epoll.h>.
struct EpollEvent {
  unsigned events;
  std::uint64_t data;
};

/// One entry on the wait queue of a watched file.
struct EppollEntry {
  EppollEntry(WaitFunc func, WaitQueueHead* head, Epitem* epi)
      : wait(func, nullptr), whead(head), base(epi) {}
  WaitQueueEntry wait;
  /// Null once the queue has gone (POLLFREE): then nothing but the item keeps the entry.
  atomic<WaitQueueHead*> whead;
  Epitem* const base;
  plain<EppollEntry*> next;  // Epitem::pwqlist
};

/// One registration: a file under a descriptor number, in one instance.
struct Epitem {
  Epitem(Eventpoll* owner, File* target, int number, const EpollEvent& event)
      : ep(owner), file(target), fd(number), events(event.events), data(event.data) {}

  Eventpoll* const ep;
  File* const file;  // ffd.file
  const int fd;      // ffd.fd
  ListHead rbn;      // Eventpoll::rbr
  ListHead rdllink;
  atomic<Epitem*> next{unactive()};  // on ovflist
  atomic<Epitem*> llnode{this};      // rdllink with Protocol::ready_llist
  plain<EppollEntry*> pwqlist;
  ListHead fllink;  // epitems_of(file)
  /// event.events. Written under mtx, read by the callback without it: the kernel accepts that
  /// race.
  atomic<unsigned> events;
  plain<std::uint64_t> data;  // event.data
  atomic<WakeupSource*> ws;   // with EPOLLWAKEUP
  plain<bool> dying;          // only with Protocol::dying_flag; under the file's f_lock
  EpitemGhost ghost;
};

/// What a check for loops has found out about an instance: gen == loop_check_gen, and
/// loop_check_depth. A counter would make every state new; forgotten when the check ends.
struct LoopCheck {
  epcheck::ghost<bool> visited;
  epcheck::ghost<std::uint8_t> depth;
};

struct Eventpoll {
  Mutex mtx{LockClass::mtx};
  Spinlock lock{LockClass::ready};  // an rwlock with Protocol::ready_rwlock
  WaitQueueHead wq{LockClass::wq};  // sleepers in epoll_wait
  WaitQueueHead poll_wait;          // pollers of this instance: others that watch it, and poll(2)
  ListHead rdllist;
  atomic<Epitem*> ovflist{unactive()};
  atomic<Epitem*> llist{nullptr};       // rdllist with Protocol::ready_llist
  Seqcount seq;                         // only with Protocol::seqcount
  atomic<WakeupSource*> ws;             // set with the first item's
  ListHead rbr;                         // all items by fd (a tree in the kernel)
  ListHead refs;                        // items of others that watch this instance; read under RCU
  atomic<int> refcount{1};              // only with Protocol::refcount
  epcheck::ghost<File*> file{nullptr};  // set once, right after creation
  LoopCheck loop_check;
};

inline Epitem* item_of_rdllink(ListHead* link) {
  return container_of<Epitem>(link, offsetof(Epitem, rdllink));
}
inline Epitem* item_of_rbn(ListHead* link) {
  return container_of<Epitem>(link, offsetof(Epitem, rbn));
}
inline Epitem* item_of_fllink(ListHead* link) {
  return container_of<Epitem>(link, offsetof(Epitem, fllink));
}
/// epi->ep for a callback, which holds nothing that keeps the item: if it was freed, that is seen.
[[gnu::always_inline]] inline Eventpoll* ep_of_callback(const Epitem* epi) {
  hook(pack(OpKind::load, sizeof epi->ep, Order::relaxed, kPlain), &epi->ep);
  return epi->ep;
}
inline bool ep_is_linked(const Epitem* epi) { return !list_empty(&epi->rdllink); }

// eventpoll.cc: life of an instance, and what its other files share.

/// A new instance behind a new file, with the caller's reference.
File* ep_file_create();
/// The last reference to its file went: ep_eventpoll_release().
void ep_release(Eventpoll* ep);
/// Drops a reference on the instance itself (Protocol::refcount). Returns whether it was the last;
/// then the caller frees the instance, if not at once.
bool ep_refcount_dec_and_test(Eventpoll* ep);
/// Frees the instance.
void ep_free(Eventpoll* ep);
/// Rule `unlocked-access`, for whoever is about to change rdllist, ovflist or the links of an item:
/// ep->lock is held alone; or shared, where callbacks share it and use exchanges; or, by `scanner`,
/// mtx is held, which is enough between the start and the end of a scan.
enum class ReadyAccess : std::uint8_t { writer, exchanger, scanner };
void ep_check_ready_access(const Eventpoll* ep, ReadyAccess access);
/// Whether there seems to be something to collect. With ep->lock held it is so.
bool ep_events_available(Eventpoll* ep);
/// Puts a ready item at the back of rdllist unless it is linked, and wakes a sleeper and the
/// pollers if it was not. For ADD and MOD; takes ep->lock.
void ep_queue_ready(Epitem* epi);
/// Wakes one sleeper, if there is one. ep->lock is held.
void ep_wake_waiter(Eventpoll* ep);
/// Tells those who poll the instance that it became readable. No ep->lock is held.
void ep_poll_safewake(Eventpoll* ep);
/// The masked events of the item's file now; puts the callback of `queue` on the file's queue, if
/// not null. ep->mtx is held.
unsigned ep_item_poll(Epitem* epi, Epitem* queue);

// eventpoll_callback.cc: a watched file became ready.
int ep_poll_callback(WaitQueueEntry* wait, unsigned mode, unsigned key);

// eventpoll_scan.cc: collecting. Both take mtx.

/// Stores an event for the caller: two stores in one region of access (7.0), or in one each. The
/// second is not made if the first fails; then false.
bool epoll_put_uevent(unsigned revents, std::uint64_t data, EpollEvent* event);
/// Stores up to `maxevents` events and returns how many.
int ep_send_events(Eventpoll* ep, EpollEvent* events, int maxevents);
/// What a poll of an epoll descriptor says; puts the callback of `pt` on poll_wait.
unsigned ep_eventpoll_poll(File* file, PollTable pt);

// eventpoll_wait.cc
int ep_poll(Eventpoll* ep, EpollEvent* events, int maxevents, Timeout timeout);

// eventpoll_ctl.cc: registrations. mtx is held, but for eventpoll_release_file.
Epitem* ep_find(Eventpoll* ep, File* file, int fd);
/// `check` is null, or the check that is going on. EINVAL if it finds too many ways up.
int ep_insert(Eventpoll* ep, const EpollEvent& event, File* file, int fd, PathCheck* check);
int ep_modify(Epitem* epi, const EpollEvent& event);
/// Takes the item out of everything, unless its file is being released and will do it. The caller
/// owns a reference on the instance besides the item's.
void ep_remove(Epitem* epi);
/// Takes the callbacks off the file's queue; none runs on the item afterwards.
void ep_unregister_pollwait(Epitem* epi);
/// The last reference to a watched file went: its registrations go. Takes mtx of each instance.
void eventpoll_release_file(File* file);

// eventpoll_loop.cc: ADD to an instance that others watch, or of one, is checked first.

/// Files whose ways up to instances nobody watches an ADD may have multiplied (tfile_check_list). A
/// noted file is pinned, as it was in 5.9 and 5.10 (a9ed4a6560b8). Earlier kernels noted it without
/// (the bug that this mended cannot be shown here), and since 5.11 what is noted is the head of the
/// file's items, whose release runs beside the check and unlist_file(); here it comes after the
/// check.
struct PathCheck {
  static constexpr unsigned kFiles = 16;
  File* files[kFiles] = {};
  unsigned count = 0;
};

/// Whether the ADD needs a check. ep->mtx is held.
bool ep_needs_full_check(const Eventpoll* ep, const File* target);
/// Takes the mutex of all checks. 0, or ELOOP if watching `target` would close a loop or make a
/// chain too long.
int ep_begin_full_check(Eventpoll* ep, File* target, PathCheck* check);
/// Also after an error.
void ep_end_full_check(PathCheck* check);
/// Notes the file, and keeps it until the check ends.
void list_file(PathCheck* check, File* file);
/// Whether each noted file has few enough ways up.
bool reverse_path_check(const PathCheck* check);

}  // namespace epcheck
