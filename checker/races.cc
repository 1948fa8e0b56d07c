// SPDX-License-Identifier: MIT
// Machine, the part that tells Handover what comes before what, when an operation has been carried
// out, and reports data races: two accesses to one word, at least one a write and at least one
// plain, neither of which happens before the other. docs/internals.md, "Data races".
#include "checker/machine.h"

namespace epcheck {

namespace {

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

constexpr AccessKind kEitherWay = access_kind::kPlainly | access_kind::kMarked;

}  // namespace

/// REQUIRES: Handover is in use; the operation has just been carried out, and read value_.
void Machine::note_order(ThreadState& task, const Operation& operation) {
  if (alone(task)) return;  // ordered before or after all that others do
  noted_pc_ = operation.pc;
  switch (operation.code.kind) {
    case OpKind::ghost:
      return note_access(task, number(operation.address), 1, access_kind::kWrites);
    case OpKind::free:
      return note_free(task, number(operation.address));
    case OpKind::fence:
      return handover_.fence(task, access_kind::acquires(operation.code.order),
                             access_kind::releases(operation.code.order));
    case OpKind::wait:
      return note_wait(task, static_cast<const Condition*>(operation.address)[choice_]);
    default:
      if (is_access(operation.code.kind)) note_order_of_access(task, operation);
  }
}

void Machine::note_order_of_access(const ThreadState& task, const Operation& operation) {
  AccessKind kind = access_kind::of(operation.code);
  std::uint64_t ignored = 0;
  if (!written_value(operation, value_, ignored))
    kind &= static_cast<AccessKind>(~(access_kind::kWrites | access_kind::kReleases));
  // What it acquires orders the access itself, if the word is accessed plainly, too.
  bool loads = operation.code.kind != OpKind::store;
  if (loads) acquire_from(task, number(operation.address), operation.code.size, kind);
  note_access(task, number(operation.address), operation.code.size, kind);
  if (kind & access_kind::kWrites)
    release_to(task, number(operation.address), operation.code.size, kind, loads);
}

void Machine::note_free(const ThreadState& task, std::uintptr_t block) {
  for (std::uintptr_t cell = block; cell < block + block_bytes(block); cell += 8) {
    Place place = place_of(cell);
    for (unsigned part = 0; part < words_.parts(place.name); ++part)
      note_access(task, {place, words_.entry(place.name) + part}, access_kind::kWrites);
  }
}

/// A wait acquires from all that its condition has looked at.
void Machine::note_wait(const ThreadState& task, const Condition& condition) {
  if (!handover_.has_objects()) return;
  collect_peeked(task, condition);
  for (const Peeked& peeked : peeked_)
    acquire_from(task, peeked.address, peeked.size, access_kind::kAcquires);
}

void Machine::note_access(const ThreadState& task, std::uintptr_t address, unsigned size,
                          AccessKind kind) {
  note_whose(task, address, size);
  each_word(address, size, [&](const PlaceWord& what) { note_access(task, what, kind); });
}

void Machine::note_access(const ThreadState& task, const PlaceWord& what, AccessKind kind) {
  auto [place, word] = what;
  bool mixed = false;
  int found = words_.slot(word, mixed);
  if (found >= 0 && place.shift != 0) found = handover_.slot_of(word + place.shift);
  if (found < 0) return;
  unsigned slot = static_cast<unsigned>(found);
  bool write = kind & access_kind::kWrites, plain = kind & access_kind::kPlainly;
  if (!words_.is_hot(word)) {
    if (!handover_.ordered(task, slot, write)) no_order(word);
  } else if (memory_ && memory_->tells_races()) {
    if (!(kind & kEitherWay)) return;
    int other = memory_->races_with();
    if (witness_ != nullptr && other >= 0) witness_->race(other);
    if (witness_ != nullptr) witness_->add({word, task.id, noted_pc_, write, plain});
    if (other >= 0) report("data-race", race_message_, false);
    return;
  } else if (kind & kEitherWay) {
    // Marked accesses conflict with plain ones only.
    unsigned conflicting = slot + (mixed && !plain);
    if ((plain || mixed) && !handover_.ordered(task, conflicting, write)) report_race(word);
  } else {
    return;  // freeing it, or a lock: no race, but use after free in another schedule
  }
  if (witness_ != nullptr && words_.is_hot(word) &&
      !witness_->add({word + place.shift, task.id, noted_pc_, write, plain}))
    return;
  handover_.access(task, slot, write);
  if (mixed && plain) handover_.access(task, slot + 1, write);
}

/// With news the search starts again anyway, and what is not known yet may order two accesses.
bool Machine::may_be_ordered(std::uint32_t word) {
  // Handover does not know what the weak model lets a load read from.
  return words_.has_news() || words_.remember_more(word) ||
         (!(memory_ && memory_->tells_races()) && words_.order_more(word));
}

void Machine::report_race(std::uint32_t word) {
  if (may_be_ordered(word)) return;
  if (handover_.overflows()) return words_.overflow();
  if (witness_ != nullptr) witness_->race();
  report("data-race", race_message_, false);
}

template <class F>
void Machine::each_object(std::uintptr_t address, unsigned size, F&& f) {
  if (!handover_.has_objects()) return;
  each_word(address, size, [&](const PlaceWord& what) {
    int object = handover_.object(what.word + what.place.shift);
    if (object >= 0) f(static_cast<unsigned>(object));
  });
}

/// A load that is forwarded from the thread's own buffer tells it nothing.
void Machine::acquire_from(const ThreadState& task, std::uintptr_t address, unsigned size,
                           AccessKind kind) {
  if (memory_ && memory_->withholds(task.id, address, size)) return;
  each_object(address, size, [&](unsigned object) {
    handover_.load_from(task, object, kind & access_kind::kAcquires);
  });
}

/// A store that is in the buffer now tells others something when it drains.
void Machine::release_to(const ThreadState& task, std::uintptr_t address, unsigned size,
                         AccessKind kind, bool rmw) {
  bool releases = kind & access_kind::kReleases;
  if (memory_ && memory_->withholds(task.id, address, size)) {
    bool known = false;
    each_object(address, size, [&](unsigned) { known = true; });
    if (known) handover_.push(task, releases);
    return;
  }
  each_object(address, size,
              [&](unsigned object) { handover_.store_to(task, object, releases, rmw); });
}

bool Machine::is_to_atomic(const PendingStore& store) {
  bool atomic = false;
  if (!store.unlock) each_object(store.address, store.size, [&](unsigned) { atomic = true; });
  return atomic;
}

unsigned Machine::buffered_to_atomics(unsigned thread) {
  unsigned stores = 0;
  for (const PendingStore& store : memory_->buffered(thread)) stores += is_to_atomic(store);
  return stores;
}

void Machine::note_drain(unsigned thread, const PendingStore& store) {
  if (!is_to_atomic(store)) return;
  each_object(store.address, store.size, [&](unsigned object) { handover_.drain(thread, object); });
  handover_.drop(thread, 0);
}

/// Stores to memory that their thread is about to free will not be seen.
void Machine::note_buffered_free(const ThreadState& task, std::uintptr_t block) {
  unsigned place = buffered_to_atomics(task.id);
  auto stores = memory_->buffered(task.id);
  for (std::size_t i = stores.size(); i-- > 0;) {
    if (!is_to_atomic(stores[i])) continue;
    --place;
    if (stores[i].address - block < block_bytes(block)) handover_.drop(task.id, place);
  }
}

}  // namespace epcheck
