// SPDX-License-Identifier: MIT
// epcheck::plain<T>: an ordinary shared variable. It reads and is assigned like a T; the engine
// sees each access. Two unordered accesses of which one writes are a data race, which a program
// must not have; atomic.h is for variables that may be accessed concurrently.
// Lives where an atomic may live. Construction is not an access.
#pragma once

#include "checker/hooks.h"

namespace epcheck {

template <class T>
class plain {
  static_assert(sizeof(T) == 1 || sizeof(T) == 2 || sizeof(T) == 4 || sizeof(T) == 8);

 public:
  constexpr plain() : value_{} {}
  constexpr plain(T value) : value_(value) {}
  plain(const plain&) = delete;

  [[gnu::always_inline]] T load() const {
    return from_word<T>(hook(pack(OpKind::load, sizeof(T), Order::relaxed, kPlain), &value_));
  }
  [[gnu::always_inline]] void store(T value) {
    hook(pack(OpKind::store, sizeof(T), Order::relaxed, kPlain), &value_, to_word(value));
  }
  [[gnu::always_inline]] operator T() const { return load(); }
  [[gnu::always_inline]] plain& operator=(T value) {
    store(value);
    return *this;
  }
  [[gnu::always_inline]] plain& operator=(const plain& other) { return *this = other.load(); }
  [[gnu::always_inline]] T operator->() const { return load(); }
  [[gnu::always_inline]] plain& operator+=(T value) {
    return *this = static_cast<T>(load() + value);
  }
  [[gnu::always_inline]] plain& operator-=(T value) {
    return *this = static_cast<T>(load() - value);
  }
  [[gnu::always_inline]] plain& operator|=(T value) {
    return *this = static_cast<T>(load() | value);
  }
  [[gnu::always_inline]] plain& operator&=(T value) {
    return *this = static_cast<T>(load() & value);
  }
  [[gnu::always_inline]] plain& operator++() { return *this += T{1}; }
  [[gnu::always_inline]] plain& operator--() { return *this -= T{1}; }

  /// The value, without an operation: only in Condition::holds and at the end of an execution.
  T peek() const { return from_word<T>(peek_at(&value_, sizeof(T))); }

 private:
  T value_;
};

}  // namespace epcheck
