// SPDX-License-Identifier: MIT
// Heap of the program under test: part of the state, at addresses that depend only on what the
// calling thread itself has allocated before. Freed memory is never reused inside an execution;
// touching it is reported as `use-after-free`, freeing it again as `double-free`.
#pragma once

#include <new>
#include <utility>

#include "checker/hooks.h"

namespace epcheck {

/// Like new T(args...); REQUIRES: T's alignment is at most 16.
template <class T, class... Args>
T* make(Args&&... args) {
  static_assert(alignof(T) <= 16);
  void* memory = epc_alloc(sizeof(T));
  return new (memory) T(std::forward<Args>(args)...);
}

/// Like delete, but the destructor is not run: objects under test hold no outside resources.
template <class T>
void destroy(T* object) {
  epc_free(object);
}

}  // namespace epcheck
