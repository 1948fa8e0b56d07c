// SPDX-License-Identifier: MIT
#include "checker/links.h"

#include <algorithm>

namespace epcheck {

void Links::clear() {
  std::fill(std::begin(table_->alone), std::end(table_->alone), Key{});
  for (unsigned holder = 0; holder < kMost; ++holder)
    for (unsigned half = 0; half < 2; ++half) {
      std::uint64_t& targets = table_->targets[holder][half];
      for (; targets != 0; targets &= targets - 1)
        pair(holder, half * 64 + static_cast<unsigned>(__builtin_ctzll(targets))) = {};
    }
}

}  // namespace epcheck
