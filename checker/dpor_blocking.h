// SPDX-License-Identifier: MIT
// Races of an operation that may have to wait: taking a lock, waiting for a condition, spinning.
// That it comes right after an event e says little, because e may be what it has waited for; what
// counts are earlier events before which it could have been carried out. For the dpor search.
#pragma once

#include <vector>

#include "checker/dpor_spins.h"
#include "checker/dpor_trace.h"

namespace epcheck {

struct BlockingRace {
  Event event;
  /// The operation can be carried out before the event, once all has happened that does not come
  /// after the event. Otherwise that is not known.
  bool exact;
  std::uint32_t word;  // that both access
};

/// Whether operations of this kind may have to wait, at a spin or not.
inline bool may_block(OpKind kind) {
  return kind == OpKind::lock || kind == OpKind::lock_shared || kind == OpKind::wait;
}

class DporBlocking {
 public:
  /// `log` is the machine's; what is in it is lost.
  DporBlocking(EventLog& log, DporSpins& spins) : log_(log), spins_(spins) {}
  /// The events that the announced operation of `thread` could have come before instead; the latest
  /// first. The machine and the trace are in the same state; the operation may be enabled or not.
  const std::vector<BlockingRace>& find(const DporTrace& trace, unsigned thread);
  /// What happens before the announced operation of `thread` if it comes before `race.event`.
  const Clock* clock_before(const DporTrace& trace, unsigned thread, const BlockingRace& race);

 private:
  void find_for_lock(const DporTrace& trace, unsigned thread, bool shared);
  void find_for_spin(const DporTrace& trace, unsigned thread);
  void find_for_wait(const DporTrace& trace, unsigned thread);
  void add_all_writes(const DporTrace& trace, unsigned thread);
  bool holds_with(std::uint32_t word, std::uint64_t value, unsigned thread);

  EventLog& log_;
  DporSpins& spins_;
  std::vector<BlockingRace> races_;
  Clock clock_[kMaxThreads];
};

}  // namespace epcheck
