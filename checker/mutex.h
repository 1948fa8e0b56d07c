// SPDX-License-Identifier: MIT
// Locks of a program under test. Each blocks until it is free, never spins, is handed to any of the
// waiting threads, and is not recursive: a thread that locks what it holds deadlocks, and unlocking
// what one does not hold is reported as `lock-misuse`.
// `mutex`, `spinlock` and `rwlock` differ in name only as far as the engine goes; std::lock_guard,
// std::unique_lock and std::shared_lock work with them.
#pragma once

#include "checker/hooks.h"

namespace epcheck {

/// The word of every lock: 0 free; the number of readers; or, when held exclusively, the address of
/// the holder's ThreadState (an address, so that symmetric states can be told to be equal).
struct LockWord {
  std::uint64_t word = 0;
  bool exclusive() const { return word >> 32 != 0; }
};

class mutex {
 public:
  mutex() = default;
  mutex(const mutex&) = delete;
  [[gnu::always_inline]] void lock() { act(OpKind::lock); }
  [[gnu::always_inline]] bool try_lock() { return act(OpKind::try_lock) != 0; }
  [[gnu::always_inline]] void unlock() { act(OpKind::unlock); }

 protected:
  [[gnu::always_inline]] std::uint64_t act(OpKind kind) {
    return hook(pack(kind, 0, Order::acq_rel), &word_);
  }
  LockWord word_;
};

class spinlock : public mutex {};

/// Readers share it; a reader is admitted whenever no writer holds it.
class rwlock : public mutex {
 public:
  [[gnu::always_inline]] void lock_shared() { act(OpKind::lock_shared); }
  [[gnu::always_inline]] bool try_lock_shared() { return act(OpKind::try_lock_shared) != 0; }
  [[gnu::always_inline]] void unlock_shared() { act(OpKind::unlock_shared); }
};

}  // namespace epcheck
