// SPDX-License-Identifier: MIT
// StateTable: the set of keys of the states that have been seen. Open addressing, 16 bytes a slot,
// doubled when it is 5/8 full; so 26 to 51 bytes a state.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/key.h"

namespace epcheck {

class StateTable {
 public:
  StateTable() : slots_(kFirst) {}
  /// True if the key was not there.
  bool insert(Key key);
  void clear();
  std::uint64_t size() const { return size_; }
  std::uint64_t bytes() const { return slots_.size() * sizeof(Key); }

 private:
  static constexpr std::size_t kFirst = 1024;
  void grow();
  Key* find(const Key& key);

  std::vector<Key> slots_;
  std::uint64_t size_ = 0;
};

}  // namespace epcheck
