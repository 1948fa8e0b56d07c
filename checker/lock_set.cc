// SPDX-License-Identifier: MIT
#include "checker/lock_set.h"

#include <algorithm>

namespace epcheck {

namespace {

/// Whether the lock at `offset` is held, strongly enough for the access.
bool holds(HeldLocks held, std::uint32_t offset, bool write) {
  for (const Held& lock : held)
    if (lock.offset == offset) return !write || lock.exclusive;
  return false;
}

}  // namespace

bool LockSet::narrow(HeldLocks held, bool write) {
  if (!used) {
    used = true;
    for (const Held* lock = held.end(); lock != held.begin() && count < kLocks;)
      if (--lock; !write || lock->exclusive) locks[count++] = lock->offset;
    return false;
  }
  unsigned kept = 0;
  for (unsigned i = 0; i < count; ++i)
    if (holds(held, locks[i], write)) locks[kept++] = locks[i];
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

bool LockSet::held_by(HeldLocks held) const {
  for (unsigned i = 0; i < count; ++i)
    if (holds(held, locks[i], false)) return true;
  return false;
}

}  // namespace epcheck
