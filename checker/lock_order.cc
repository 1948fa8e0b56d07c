// SPDX-License-Identifier: MIT
#include "checker/lock_order.h"

#include <vector>

namespace epcheck {

void LockOrder::clear() {
  pairs_.clear();
  cyclic_ = false;
}

bool LockOrder::add(std::uint32_t held, std::uint32_t taken) {
  if (!pairs_.emplace(held, taken).second || cyclic_) return false;
  cyclic_ = reaches(taken, held);
  return cyclic_;
}

bool LockOrder::reaches(std::uint32_t from, std::uint32_t to) const {
  std::set<std::uint32_t> seen{from};
  std::vector<std::uint32_t> work{from};
  while (!work.empty()) {
    std::uint32_t lock = work.back();
    work.pop_back();
    if (lock == to) return true;
    for (auto it = pairs_.lower_bound({lock, 0}); it != pairs_.end() && it->first == lock; ++it)
      if (seen.insert(it->second).second) work.push_back(it->second);
  }
  return false;
}

void LockOrder::write(WireWriter& wire) const {
  wire.number(pairs_.size());
  for (auto [held, taken] : pairs_) wire.number(std::uint64_t{held} << 32 | taken);
}

bool LockOrder::merge(WireReader& wire) {
  bool closed = false;
  for (std::uint64_t n = wire.number(); n-- > 0;) {
    std::uint64_t pair = wire.number();
    closed |= add(static_cast<std::uint32_t>(pair >> 32), static_cast<std::uint32_t>(pair));
  }
  return closed;
}

}  // namespace epcheck
