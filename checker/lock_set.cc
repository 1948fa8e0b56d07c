// SPDX-License-Identifier: MIT
#include "checker/lock_set.h"

#include <algorithm>

namespace epcheck {

namespace {

/// Whether the thread holds the lock at `offset`, strongly enough for the access.
bool holds(const ThreadState& thread, std::uint32_t offset, bool write) {
  for (unsigned i = 0; i < thread.held_count; ++i)
    if (thread.held[i].offset == offset) return !write || thread.held[i].exclusive;
  return false;
}

}  // namespace

bool LockSet::narrow(const ThreadState& thread, bool write) {
  if (!used) {
    used = true;
    for (unsigned i = thread.held_count; i-- > 0 && count < kLocks;)
      if (!write || thread.held[i].exclusive) locks[count++] = thread.held[i].offset;
    return false;
  }
  unsigned kept = 0;
  for (unsigned i = 0; i < count; ++i)
    if (holds(thread, locks[i], write)) locks[kept++] = locks[i];
  bool dropped = kept < count;
  count = static_cast<std::uint8_t>(kept);
  return dropped;
}

bool LockSet::narrow(const LockSet& other) {
  if (!other.used) return false;
  if (!used) {
    *this = other;
    return false;
  }
  auto* kept = std::remove_if(locks, locks + count, [&](std::uint32_t lock) {
    return std::find(other.locks, other.locks + other.count, lock) == other.locks + other.count;
  });
  bool dropped = kept < locks + count;
  count = static_cast<std::uint8_t>(kept - locks);
  return dropped;
}

bool LockSet::held_by(const ThreadState& thread) const {
  for (unsigned i = 0; i < count; ++i)
    if (holds(thread, locks[i], false)) return true;
  return false;
}

}  // namespace epcheck
