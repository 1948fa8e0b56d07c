// SPDX-License-Identifier: MIT
#include "checker/history.h"

namespace epcheck {

bool HistoryChoice::see(std::uint32_t lock) {
  if (count_ > kLocks) return false;
  for (unsigned i = 0; i < count_; ++i)
    if (locks_[i] == lock) return false;
  Remembered before = best();
  if (count_ < kLocks) locks_[count_] = lock;
  ++count_;
  Remembered now = best();
  return now.history != before.history || now.lock != before.lock;
}

void HistoryChoice::fail(Remembered now) {
  if (now.history != History::one_lock) {
    whole_ = true;
    return;
  }
  for (unsigned i = 0; i < count_ && i < kLocks; ++i)
    if (locks_[i] == now.lock) failed_ |= static_cast<std::uint8_t>(1u << i);
}

void HistoryChoice::merge(const HistoryChoice& other) {
  whole_ |= other.whole_;
  for (unsigned i = 0; i < other.count_ && i < kLocks; ++i) {
    see(other.locks_[i]);
    if (other.failed_ >> i & 1) fail({History::one_lock, other.locks_[i]});
  }
  if (other.count_ > kLocks) count_ = kLocks + 1;
}

/// The first lock that has not failed.
Remembered HistoryChoice::best() const {
  if (whole_) return {History::whole, 0};
  Remembered best{History::sections, 0};
  if (count_ > kLocks) return best;
  for (unsigned i = 0; i < count_; ++i)
    if (!(failed_ >> i & 1) && (best.history != History::one_lock || locks_[i] < best.lock))
      best = {History::one_lock, locks_[i]};
  return best;
}

}  // namespace epcheck
