// SPDX-License-Identifier: MIT
// Handover, the part for store buffers (tso): a store hands over what its thread comes after when
// it is carried out, to those who read it when it has drained.
#include <algorithm>

#include "checker/handover.h"
#include "checker/machine.h"

namespace epcheck {

namespace {

constexpr unsigned kThreadsWithBits = 64 / Handover::kBuffered;

std::uint64_t low_bits(unsigned n) {
  return n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
}

/// The bit of the store at a place in the buffer of a thread.
std::uint64_t bit(unsigned thread, unsigned place) {
  return std::uint64_t{1} << (thread * Handover::kBuffered + place);
}

}  // namespace

/// The bits of all stores that are in buffers now.
std::uint64_t Handover::buffered_now() const {
  std::uint64_t bits = 0;
  for (unsigned thread = 0; thread < machine_.threads() && thread < kThreadsWithBits; ++thread) {
    unsigned stores = std::min(machine_.buffered_to_atomics(thread), kBuffered);
    bits |= low_bits(stores) << thread * kBuffered;
  }
  return bits;
}

void Handover::push(const ThreadState& task, bool releases) {
  unsigned place = machine_.buffered_to_atomics(task.id) - 1;
  if (task.id >= kThreadsWithBits || place >= kBuffered) {
    overflows_ = true;
    return;
  }
  change_whole([&](NotAfter& value) {
    value.buffered &= ~bit(task.id, place);
    if (withholds(value, task.id, releases)) value.buffered |= bit(task.id, place);
  });
}

void Handover::drain(unsigned thread, unsigned object) {
  std::uint64_t drained = std::uint64_t{1} << object;
  change_whole([&](NotAfter& value) {
    value.objects &= ~drained;
    if (thread >= kThreadsWithBits || (value.buffered & bit(thread, 0))) value.objects |= drained;
  });
}

/// What comes after those for which there is room is not known, so nobody comes after.
void Handover::drop(unsigned thread, unsigned place) {
  if (thread >= kThreadsWithBits || place >= kBuffered) return;
  bool more = machine_.buffered_to_atomics(thread) >= kBuffered;
  change_whole([&](NotAfter& value) {
    std::uint64_t all = low_bits(kBuffered) << thread * kBuffered;
    std::uint64_t below = (bit(thread, place) - 1) & all;
    std::uint64_t own = value.buffered & all;
    value.buffered &= ~all;
    value.buffered |= (own & below) | ((own >> 1) & all & ~below);
    if (more) value.buffered |= bit(thread, kBuffered - 1);
  });
}

}  // namespace epcheck
