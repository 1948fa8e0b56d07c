// SPDX-License-Identifier: MIT
// Handover, the part for atomics and fences: C++20's synchronizes-with, for the store that a load
// reads from. A release store hands over what its thread comes after; a store without release hands
// over nothing, or what came before the last release fence; an rmw adds to what is there, because
// it continues the release sequence. An acquire load takes over at once, another at an acquire
// fence.
#include <algorithm>

#include "checker/handover.h"

namespace epcheck {

namespace {

std::uint64_t bit(unsigned n) { return std::uint64_t{1} << n; }

void assign(std::uint64_t& bits, std::uint64_t which, bool value) {
  bits = value ? bits | which : bits & ~which;
}

}  // namespace

int Handover::object(std::uint32_t word) const {
  auto found = std::lower_bound(objects_.begin(), objects_.end(), word);
  return found != objects_.end() && *found == word ? static_cast<int>(found - objects_.begin())
                                                   : -1;
}

void Handover::load_from(const ThreadState& task, unsigned object, bool acquires) {
  note(HandoverCall::Kind::load_from, object, acquires);
  if (!acquires && width_ < kWidest) return;
  change_whole([&](NotAfter& value) {
    if (value.objects & bit(object)) return;
    if (acquires) value.threads &= ~bit(task.id);
    value.pending &= ~bit(task.id);
  });
}

/// Whether who acquires what the thread stores now does not come after an access.
bool Handover::withholds(const NotAfter& value, unsigned thread, bool releases) const {
  if (!releases) return width_ < kWidest || (value.fenced & bit(thread));
  return value.threads & bit(thread);
}

void Handover::store_to(const ThreadState& task, unsigned object, bool releases, bool rmw) {
  note(HandoverCall::Kind::store_to, object, releases, rmw);
  change_whole([&](NotAfter& value) {
    bool not_after = withholds(value, task.id, releases);
    assign(value.objects, bit(object), not_after && (!rmw || (value.objects & bit(object))));
  });
}

void Handover::fence(const ThreadState& task, bool acquires, bool releases) {
  note(HandoverCall::Kind::fence, 0, acquires, releases);
  if (width_ < kWidest) return;
  change_whole([&](NotAfter& value) {
    if (acquires && !(value.pending & bit(task.id))) value.threads &= ~bit(task.id);
    if (releases) assign(value.fenced, bit(task.id), value.threads & bit(task.id));
  });
}

}  // namespace epcheck
