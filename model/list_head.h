// SPDX-License-Identifier: MIT
// ListHead: the kernel's circular doubly linked list. A head and its members are both ListHeads;
// one that is linked nowhere points at itself, and one that was deleted without reinitialisation
// points at nothing. Who may change a list is said where the list is declared.
//
// Accesses are marked as in include/linux/list.h, where lockless readers exist (list_empty,
// list_empty_careful). The stores of the writers are marked too, though the kernel's are plain: for
// these readers the kernel accepts the race.
//
// What CONFIG_DEBUG_LIST checks is checked, and reported as `list-corruption`; so is adding an
// entry that is on a list.
#pragma once

#include <cstddef>

#include "checker/atomic.h"

namespace epcheck {

struct ListHead {
  ListHead() : next(this), prev(this) {}
  atomic<ListHead*> next;
  atomic<ListHead*> prev;
};

/// The object of type T that has the member `member` at `offset`.
template <class T>
T* container_of(ListHead* member, std::size_t offset) {
  return reinterpret_cast<T*>(reinterpret_cast<char*>(member) - offset);
}

inline ListHead* list_prev(const ListHead* entry) { return entry->prev.load(Order::relaxed); }
inline ListHead* list_next(const ListHead* entry) { return entry->next.load(Order::relaxed); }

inline bool list_empty(const ListHead* head) { return list_next(head) == head; }

/// Whether `entry` is the only member. It is linked to `head`.
inline bool list_is_singular_node(const ListHead* entry, const ListHead* head) {
  return list_next(head) == entry && list_next(entry) == head;
}

/// Empty, and nobody is half-way through a deletion that began before. Needs no lock.
inline bool list_empty_careful(const ListHead* head) {
  ListHead* next = head->next.load(Order::acquire);
  return next == head && head->prev.load(Order::relaxed) == head;
}

void list_add(ListHead* entry, ListHead* head);       // at the front
void list_add_tail(ListHead* entry, ListHead* head);  // at the back
void list_del(ListHead* entry);
/// As list_del; who stands on the entry without a lock can still go on to the next.
void list_del_rcu(ListHead* entry);
void list_del_init(ListHead* entry);
/// As list_del_init; what was done before is visible to whoever finds the entry empty by
/// list_empty_careful (c6fe44d96fc1).
void list_del_init_careful(ListHead* entry);

/// Puts the members of `list` at the front of `head`. `list` is left as it was.
void list_splice(ListHead* list, ListHead* head);
/// The same, and `list` is empty after it.
void list_splice_init(ListHead* list, ListHead* head);

/// Adds `entry` at the back while others do the same (a218cc491420). REQUIRES: nobody walks or
/// deletes meanwhile. Returns false if the entry was linked already, or another caller linked it.
/// Between the exchange and the last stores the list is broken for walkers.
bool list_add_tail_lockless(ListHead* entry, ListHead* head);

}  // namespace epcheck
