// SPDX-License-Identifier: MIT
// LockSet: the locks that every one of some accesses held (after Eraser, Savage et al., SOSP 1997).
// It starts with what the first access held, and each further access narrows it. Locks are offsets
// from kBase. Plain data that may be compared and copied by bytes; all zero is no access yet.
#pragma once

#include <cstdint>

#include "checker/thread_state.h"

namespace epcheck {

struct LockSet {
  static constexpr unsigned kLocks = 3;
  std::uint32_t locks[kLocks];
  std::uint8_t count;
  bool used;  // there was such an access

  /// One more access. True if a lock was dropped.
  bool narrow(const ThreadState& thread, bool write);
  bool narrow(const LockSet& other);
  bool held_by(const ThreadState& thread) const;
};

}  // namespace epcheck
