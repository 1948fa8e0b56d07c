// SPDX-License-Identifier: MIT
// epcheck::atomic<T>: a shared variable whose accesses are marked, as std::atomic or the kernel's
// READ_ONCE/WRITE_ONCE/xchg/cmpxchg. It has the look of std::atomic. T is trivially copyable and
// of 1, 2, 4 or 8 bytes. Construction is not an access: construct before the object is shared.
//
// The object must live in memory that is part of the state: on the stack of a thread of the
// program under test, or in memory from make<T>().
#pragma once

#include "checker/hooks.h"

namespace epcheck {

template <class T>
class atomic {
  static_assert(sizeof(T) == 1 || sizeof(T) == 2 || sizeof(T) == 4 || sizeof(T) == 8);
  using Word = std::uint64_t;

 public:
  constexpr atomic() : value_{} {}
  constexpr atomic(T value) : value_(value) {}
  atomic(const atomic&) = delete;
  atomic& operator=(const atomic&) = delete;

  [[gnu::always_inline]] T load(Order order = Order::seq_cst) const {
    return from_word<T>(hook(code(OpKind::load, order), &value_));
  }
  [[gnu::always_inline]] void store(T value, Order order = Order::seq_cst) {
    hook(code(OpKind::store, order), &value_, to_word(value));
  }
  [[gnu::always_inline]] T exchange(T value, Order order = Order::seq_cst) {
    return from_word<T>(hook(code(OpKind::exchange, order), &value_, to_word(value)));
  }
  /// Returns whether `expected` was found; if not, `expected` becomes the value that was.
  [[gnu::always_inline]] bool compare_exchange_strong(T& expected, T desired,
                                                      Order order = Order::seq_cst) {
    Word want = to_word(expected);
    Word found = hook(code(OpKind::cas, order), &value_, want, to_word(desired));
    if (found == want) return true;
    expected = from_word<T>(found);
    return false;
  }
  /// The same: no spurious failures are modelled.
  [[gnu::always_inline]] bool compare_exchange_weak(T& expected, T desired,
                                                    Order order = Order::seq_cst) {
    return compare_exchange_strong(expected, desired, order);
  }
  [[gnu::always_inline]] T fetch_add(T value, Order order = Order::seq_cst) {
    return from_word<T>(hook(code(OpKind::fetch_add, order), &value_, to_word(value)));
  }
  [[gnu::always_inline]] T fetch_sub(T value, Order order = Order::seq_cst) {
    return fetch_add(static_cast<T>(T{} - value), order);
  }
  [[gnu::always_inline]] T fetch_and(T value, Order order = Order::seq_cst) {
    return from_word<T>(hook(code(OpKind::fetch_and, order), &value_, to_word(value)));
  }
  [[gnu::always_inline]] T fetch_or(T value, Order order = Order::seq_cst) {
    return from_word<T>(hook(code(OpKind::fetch_or, order), &value_, to_word(value)));
  }
  [[gnu::always_inline]] T fetch_xor(T value, Order order = Order::seq_cst) {
    return from_word<T>(hook(code(OpKind::fetch_xor, order), &value_, to_word(value)));
  }

  [[gnu::always_inline]] operator T() const { return load(); }
  [[gnu::always_inline]] T operator=(T value) {
    store(value);
    return value;
  }
  [[gnu::always_inline]] T operator++() { return static_cast<T>(fetch_add(T{1}) + 1); }
  [[gnu::always_inline]] T operator++(int) { return fetch_add(T{1}); }
  [[gnu::always_inline]] T operator--() { return static_cast<T>(fetch_sub(T{1}) - 1); }
  [[gnu::always_inline]] T operator--(int) { return fetch_sub(T{1}); }

  /// The value, without an operation: only in Condition::holds and at the end of an execution.
  T peek() const { return from_word<T>(peek_at(&value_, sizeof(T))); }

 private:
  [[gnu::always_inline]] static constexpr Word code(OpKind kind, Order order) {
    return pack(kind, sizeof(T), order);
  }
  T value_;
};

/// std::atomic_thread_fence; Order::seq_cst is the kernel's smp_mb().
[[gnu::always_inline]] inline void fence(Order order = Order::seq_cst) {
  hook(pack(OpKind::fence, 0, order), nullptr);
}

}  // namespace epcheck
