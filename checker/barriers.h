// SPDX-License-Identifier: MIT
// The Linux kernel's accesses and barriers to shared memory, under the kernel's names, over
// atomic<T>: READ_ONCE, smp_load_acquire, xchg and so on. Functions, not macros, in a namespace of
// their own; programs under test that follow kernel code say `using namespace epcheck::barriers`.
//
// They are mapped to C++20: under `weak` they mean what RC11 says of the C++ side, under `tso` what
// the x86 code does. Linux's own model (LKMM) is weaker in places, so that what holds here need
// not hold there:
// * A load may not be delayed past a later store of the same thread (load buffering: LKMM forbids
//   it only where a dependency or a barrier says so). Dependencies need no care here.
// * smp_rmb() also orders later stores, smp_wmb() also orders earlier loads.
// Under `tso` a cmpxchg() that fails is weaker here than x86 makes it: it is no barrier.
// An exchange that is a C++ seq_cst access orders less than the kernel's: other accesses may pass
// it. xchg() and a cmpxchg() that succeeds are full barriers on both sides.
#pragma once

#include <type_traits>

#include "checker/atomic.h"

namespace epcheck::barriers {

template <class T>
[[gnu::always_inline]] inline T READ_ONCE(const atomic<T>& word) {
  return word.load(Order::relaxed);
}
template <class T>
[[gnu::always_inline]] inline void WRITE_ONCE(atomic<T>& word, std::type_identity_t<T> value) {
  word.store(value, Order::relaxed);
}
template <class T>
[[gnu::always_inline]] inline T smp_load_acquire(const atomic<T>* word) {
  return word->load(Order::acquire);
}
template <class T>
[[gnu::always_inline]] inline void smp_store_release(atomic<T>* word,
                                                     std::type_identity_t<T> value) {
  word->store(value, Order::release);
}

[[gnu::always_inline]] inline void smp_mb() { fence(Order::seq_cst); }
[[gnu::always_inline]] inline void smp_rmb() { fence(Order::acquire); }
[[gnu::always_inline]] inline void smp_wmb() { fence(Order::release); }

template <class T>
[[gnu::always_inline]] inline void smp_store_mb(atomic<T>& word, std::type_identity_t<T> value) {
  WRITE_ONCE(word, value);
  smp_mb();
}

template <class T>
[[gnu::always_inline]] inline T xchg(atomic<T>* word, std::type_identity_t<T> value) {
  smp_mb();
  T old = word->exchange(value, Order::relaxed);
  smp_mb();
  return old;
}

/// Returns what was read: `expected` if `desired` was stored. One that fails orders nothing, hence
/// the load before the barrier.
template <class T>
[[gnu::always_inline]] inline T cmpxchg(atomic<T>* word, std::type_identity_t<T> expected,
                                        std::type_identity_t<T> desired) {
  T found = READ_ONCE(*word);
  if (found != expected) return found;
  smp_mb();
  found = expected;
  if (word->compare_exchange_strong(found, desired, Order::relaxed)) smp_mb();
  return found;
}

}  // namespace epcheck::barriers
