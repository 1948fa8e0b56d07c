// SPDX-License-Identifier: MIT
#include "model/list_head.h"

#include "checker/barriers.h"
#include "checker/report.h"
#include "model/kernel.h"

namespace epcheck {
namespace {

/// Reads for the checks alone. Where there is one order of all accesses they are no operations.
struct Look {
  bool sequential;
  Look() : sequential(current_task() != nullptr && kernel().sequential) {}
  ListHead* next(const ListHead* at) const { return sequential ? at->next.peek() : list_next(at); }
  ListHead* prev(const ListHead* at) const { return sequential ? at->prev.peek() : list_prev(at); }
};

void check(bool sound) {
  if (!sound)
    report("list-corruption", "a list entry and its neighbours do not point at each other");
}

/// __list_add_valid(), and that the entry is on no list yet.
[[gnu::noinline]] void check_insert(const ListHead* entry, const ListHead* prev,
                                    const ListHead* next) {
  Look look;
  check(look.next(prev) == next && look.prev(next) == prev && entry != prev && entry != next);
  const ListHead* linked = look.next(entry);
  check(linked == entry || linked == nullptr);
}

/// __list_del_entry_valid()
[[gnu::noinline]] void check_unlink(const ListHead* entry, const ListHead* prev,
                                    const ListHead* next) {
  if (prev == nullptr || next == nullptr)
    fail("list-corruption", "a list entry is deleted that was deleted before");
  Look look;
  check(look.next(prev) == entry && look.prev(next) == entry);
}

void list_insert(ListHead* entry, ListHead* prev, ListHead* next) {
  check_insert(entry, prev, next);
  next->prev.store(entry, Order::relaxed);
  entry->next.store(next, Order::relaxed);
  entry->prev.store(prev, Order::relaxed);
  prev->next.store(entry, Order::relaxed);
}

void list_unlink(ListHead* entry) {
  ListHead* next = list_next(entry);
  ListHead* prev = list_prev(entry);
  check_unlink(entry, prev, next);
  next->prev.store(prev, Order::relaxed);
  prev->next.store(next, Order::relaxed);
}

/// `first` is the first of the members of `list`.
void splice_from(ListHead* list, ListHead* first, ListHead* head) {
  ListHead* last = list->prev.load(Order::relaxed);
  ListHead* at = list_next(head);
  first->prev.store(head, Order::relaxed);
  head->next.store(first, Order::relaxed);
  last->next.store(at, Order::relaxed);
  at->prev.store(last, Order::relaxed);
}

}  // namespace

void list_add(ListHead* entry, ListHead* head) { list_insert(entry, head, list_next(head)); }

void list_add_tail(ListHead* entry, ListHead* head) {
  list_insert(entry, head->prev.load(Order::relaxed), head);
}

void list_del(ListHead* entry) {
  list_unlink(entry);
  entry->next.store(nullptr, Order::relaxed);
  entry->prev.store(nullptr, Order::relaxed);
}

void list_del_rcu(ListHead* entry) {
  list_unlink(entry);
  entry->prev.store(nullptr, Order::relaxed);
}

void list_del_init(ListHead* entry) {
  list_unlink(entry);
  entry->next.store(entry, Order::relaxed);
  entry->prev.store(entry, Order::relaxed);
}

void list_del_init_careful(ListHead* entry) {
  list_unlink(entry);
  entry->prev.store(entry, Order::relaxed);
  entry->next.store(entry, Order::release);
}

void list_splice(ListHead* list, ListHead* head) {
  ListHead* first = list_next(list);
  if (first != list) splice_from(list, first, head);
}

void list_splice_init(ListHead* list, ListHead* head) {
  ListHead* first = list_next(list);
  if (first == list) return;
  splice_from(list, first, head);
  list->next.store(list, Order::relaxed);
  list->prev.store(list, Order::relaxed);
}

bool list_add_tail_lockless(ListHead* entry, ListHead* head) {
  ListHead* unlinked = entry;
  if (!does(Step::list_add_tail_lockless_cmpxchg))
    entry->next.store(head, Order::relaxed);
  else if (!entry->next.compare_exchange_strong(unlinked, head))
    return false;
  ListHead* prev = nullptr;
  if (does(Step::list_add_tail_lockless_xchg)) {
    prev = barriers::xchg(&head->prev, entry);
  } else {
    prev = list_prev(head);
    head->prev.store(entry, Order::relaxed);
  }
  prev->next.store(entry, Order::relaxed);
  entry->prev.store(prev, Order::relaxed);
  return true;
}

}  // namespace epcheck
