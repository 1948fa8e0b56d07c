// SPDX-License-Identifier: MIT
// Ghost state: variables of a property, not of the program. They are part of the state (they are
// restored on backtracking and tell states apart), but accessing one is not an operation, so other
// threads are never scheduled in between. An update belongs to the visible operation that the same
// thread carried out just before it; where there is none, ghost_point(&object) makes one, and the
// engine explores both orders of two ghost_points on the same object.
#pragma once

#include "checker/hooks.h"

namespace epcheck {

template <class T>
class ghost {
 public:
  constexpr ghost() : value_{} {}
  constexpr ghost(T value) : value_(value) {}
  ghost(const ghost&) = delete;
  operator T() const {
    look();
    return value_;
  }
  ghost& operator=(T value) {
    epc_touch(&value_, sizeof(T));
    value_ = value;
    return *this;
  }
  ghost& operator=(const ghost& other) { return *this = T(other); }
  T operator->() const {
    look();
    return value_;
  }

 private:
  /// What a step depends on is noted when it is taken for the first time.
  void look() const { look_at(&value_, sizeof(T)); }
  T value_;
};

/// Ghost state that conditions of waits look at. It must be updated right after a wait, in the step
/// of which others then cannot come between.
template <class T>
class awaited_ghost {
 public:
  constexpr awaited_ghost(T value) : value_{value} {}
  awaited_ghost(const awaited_ghost&) = delete;
  T peek() const {
    static_assert(sizeof(T) <= sizeof(std::uint64_t));
    return static_cast<T>(peek_at(&value_, sizeof(T)));
  }
  awaited_ghost& operator=(T value) {
    hook(pack(OpKind::touch, 0, Order::relaxed, kAwaited), &value_, sizeof(T));
    value_ = value;
    return *this;
  }

 private:
  T value_;
};

/// A visible operation on `object` that does nothing but order the ghost updates that follow it.
[[gnu::always_inline]] inline void ghost_point(const void* object) {
  hook(pack(OpKind::ghost, 0, Order::seq_cst), object);
}

}  // namespace epcheck
