// SPDX-License-Identifier: MIT
// Heap of the program under test: part of the state, at addresses that depend only on what the
// calling thread itself has allocated before. Freed memory is never reused inside an execution;
// touching it is reported as `use-after-free`, freeing it again as `double-free`.
#pragma once

#include <new>
#include <utility>
#include <vector>

#include "checker/hooks.h"

namespace epcheck {

namespace detail {
template <class T>
inline constexpr char kAlikeTag = 0;
std::vector<void*> alike_blocks(const void* tag);
}  // namespace detail

/// Like new T(args...); REQUIRES: T's alignment is at most 16.
template <class T, class... Args>
T* make(Args&&... args) {
  static_assert(alignof(T) <= 16);
  void* memory = epc_alloc(sizeof(T));
  return new (memory) T(std::forward<Args>(args)...);
}

/// Like malloc(sizeof(T)): memory for what nobody has constructed. A read of bytes that nobody has
/// written since is reported as `uninitialised-read`, and goes on with zeros.
template <class T>
[[gnu::always_inline]] inline T* make_raw() {
  static_assert(alignof(T) <= 16);
  return static_cast<T*>(epc_malloc(sizeof(T)));
}

/// Like make<T>(), for one of several objects that are alike: the program never tells them apart by
/// order, by number or by comparing their addresses with < , only by what is in them and who points
/// to them. States that differ in which of them is which are then one. At most 64 of all types.
template <class T, class... Args>
T* make_alike(Args&&... args) {
  static_assert(alignof(T) <= 16);
  void* memory = epc_alloc_alike(sizeof(T), &detail::kAlikeTag<T>);
  return new (memory) T(std::forward<Args>(args)...);
}

/// The objects from make_alike<T>(), freed ones too. Only for judging end states.
template <class T>
std::vector<T*> all_alike() {
  std::vector<T*> objects;
  for (void* memory : detail::alike_blocks(&detail::kAlikeTag<T>))
    objects.push_back(static_cast<T*>(memory));
  return objects;
}

/// Like delete, but the destructor is not run: objects under test hold no outside resources.
template <class T>
[[gnu::always_inline]] inline void destroy(T* object) {
  epc_free(object);
}

}  // namespace epcheck
