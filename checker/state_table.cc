// SPDX-License-Identifier: MIT
#include "checker/state_table.h"

namespace epcheck {

Key* StateTable::find(const Key& key) {
  std::size_t mask = slots_.size() - 1;
  for (std::size_t i = key.low & mask;; i = (i + 1) & mask)
    if (slots_[i] == key || slots_[i] == Key{}) return &slots_[i];
}

bool StateTable::insert(Key key) {
  if (key == Key{}) key.high = 1;  // an empty slot is all zeros
  Key* slot = find(key);
  if (*slot == key) return false;
  *slot = key;
  if (++size_ * 8 > slots_.size() * 5) grow();
  return true;
}

void StateTable::clear() {
  slots_.assign(kFirst, Key{});
  size_ = 0;
}

void StateTable::grow() {
  std::vector<Key> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Key& key : old)
    if (key != Key{}) *find(key) = key;
}

}  // namespace epcheck
