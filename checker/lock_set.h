// SPDX-License-Identifier: MIT
// LockSet: the locks that every one of some accesses held (after Eraser, Savage et al., SOSP 1997).
// It starts with what the first access held, and each further access narrows it. Locks are offsets
// from kBase. Plain data that may be compared and copied by bytes; all zero is no access yet.
#pragma once

#include <cstdint>

#include "checker/thread_state.h"

namespace epcheck {

/// The locks that a thread holds at an access, by the names that accesses are known by.
struct HeldLocks {
  const Held* begin_;
  unsigned count;
  HeldLocks(const Held* held, unsigned number) : begin_(held), count(number) {}
  HeldLocks(const ThreadState& thread) : begin_(thread.held), count(thread.held_count) {}
  const Held* begin() const { return begin_; }
  const Held* end() const { return begin_ + count; }
};

struct LockSet {
  static constexpr unsigned kLocks = 3;
  std::uint32_t locks[kLocks];
  std::uint8_t count;
  bool used;  // there was such an access

  /// One more access. True if a lock was dropped.
  bool narrow(HeldLocks held, bool write);
  bool narrow(const LockSet& other);
  bool held_by(HeldLocks held) const;
};

}  // namespace epcheck
