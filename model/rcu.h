// SPDX-License-Identifier: MIT
// RCU: a reader that walks without locks is inside rcu_read_lock() and rcu_read_unlock(), and what
// it may have found is freed only when it has left. kfree_rcu() frees at the first moment at which
// it may: when every reader that was inside has left. Later would hide uses after free.
//
// Readers are few here: where the kernel needs RCU only for what the model's locks exclude anyway,
// nothing is said. The functions are no operations where the memory model has one order: a reader
// that has found an object before it was unlinked has entered before it is freed, in every order of
// the rest. Elsewhere who enters after a grace period has begun must see what came before that,
// which is an exchange on one word. It orders more than the kernel does: readers, too, see what
// came before those that entered earlier. So where a lock would be needed between two readers
// alone, a weak memory model does not show it here.
#pragma once

#include "checker/atomic.h"
#include "checker/ghost.h"

namespace epcheck {

/// Part of Kernel.
struct RcuState {
  static constexpr unsigned kWaiting = 16;
  struct Waiting {
    void* object;
    std::uint64_t readers;  // that were inside; bit n is the thread n
  };
  atomic<unsigned> grace_period;
  ghost<std::uint64_t> readers;
  ghost<std::uint8_t> nesting[32];   // of each task
  ghost<Waiting> waiting[kWaiting];  // holes have a null object
};

void rcu_read_lock();
void rcu_read_unlock();
/// Frees memory of make<T>() after a grace period.
void kfree_rcu(void* object);

}  // namespace epcheck
