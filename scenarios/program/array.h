// SPDX-License-Identifier: MIT
// Arrays in memory that is part of the state, whose length is known only when the program starts.
#pragma once

#include <cstddef>
#include <new>

#include "checker/hooks.h"

namespace epcheck::scenario {

/// `size` elements T{}; null if there are none.
template <class T>
T* make_array(std::size_t size) {
  if (size == 0) return nullptr;
  T* array = static_cast<T*>(epc_alloc(size * sizeof(T)));
  for (std::size_t i = 0; i < size; ++i) new (array + i) T{};
  return array;
}

}  // namespace epcheck::scenario
