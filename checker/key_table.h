// SPDX-License-Identifier: MIT
// KeyTable: values by keys, in one array with open addressing. Keys are hashes already, and never
// zero. For small tables that are asked at each step. Engine only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "checker/key.h"

namespace epcheck {

template <class T>
class KeyTable {
 public:
  void clear() {
    slots_.clear();
    size_ = 0;
  }
  /// Null if there is none. What it points to moves when another key is added.
  T* find(const Key& key) {
    if (slots_.empty()) return nullptr;
    Slot& slot = slots_[place(key)];
    return slot.key == key ? &slot.value : nullptr;
  }
  /// The value of a key, made anew if there is none.
  T& operator[](const Key& key) {
    if (4 * size_ >= 3 * slots_.size()) grow();
    Slot& slot = slots_[place(key)];
    if (slot.key != key) {
      slot.key = key;
      ++size_;
    }
    return slot.value;
  }

 private:
  struct Slot {
    Key key;
    T value{};
  };
  /// Where the key is, or would be.
  std::size_t place(const Key& key) const {
    std::size_t mask = slots_.size() - 1, i = key.low & mask;
    while (slots_[i].key != Key{} && slots_[i].key != key) i = (i + 1) & mask;
    return i;
  }
  void grow() {
    std::vector<Slot> old =
        std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 8 : slots_.size() * 2));
    for (Slot& slot : old)
      if (slot.key != Key{}) slots_[place(slot.key)] = std::move(slot);
  }

  std::vector<Slot> slots_;  // a power of two
  std::size_t size_ = 0;
};

}  // namespace epcheck
