// SPDX-License-Identifier: MIT
// Words, the part that tells whether what was made before a new start of the search, keys of states
// and notes of steps, still means the same.
#include <vector>

#include "checker/words.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace epcheck {

Key Words::numbering() const {
  std::vector<std::uint64_t> all{version_,           symmetric_,      joins_,        sc_order_,
                                 orders_by_fences(), tracked_.size(), locks().size()};
  all.insert(all.end(), tracked_.begin(), tracked_.end());
  for (const Remembered& each : remembered_)
    all.push_back(static_cast<std::uint64_t>(each.history) << 32 | each.lock);
  all.insert(all.end(), locks().begin(), locks().end());
  all.insert(all.end(), objects_.begin(), objects_.end());
  XXH128_hash_t digest = XXH3_128bits(all.data(), all.size() * sizeof all[0]);
  return {digest.low64, digest.high64};
}

}  // namespace epcheck
