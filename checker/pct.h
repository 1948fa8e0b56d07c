// SPDX-License-Identifier: MIT
// Pct: which thread goes on in a random walk with priorities (Burckhardt, Kothari, Musuvathi,
// Nagarakatte, "A randomized scheduler with probabilistic guarantees of finding bugs", ASPLOS
// 2010). Each thread has a random priority, and the highest that can go on does. At depth - 1
// random steps the running thread falls below all that have not fallen. A bug that needs `depth`
// ordering constraints is found by one walk with a probability of at least 1 / (n * k^(depth - 1)),
// for n threads and k steps.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "checker/check.h"
#include "checker/key.h"
#include "checker/thread.h"

namespace epcheck {

class Pct {
 public:
  /// `depth` is at least 1.
  explicit Pct(unsigned depth) : changes_(depth - 1) {}
  /// A new walk, of about `steps` steps.
  void begin(std::uint64_t steps, std::mt19937_64& random);
  /// The thread that goes on in `state`. REQUIRES: there are decisions, and they are in canonical
  /// order.
  unsigned pick(const std::vector<Decision>& decisions, const Key& state);

 private:
  unsigned highest(const std::vector<Decision>& decisions) const;
  bool goes_round(unsigned thread, const Key& state);

  /// Above 2^32: not changed yet. 1 .. depth - 1: fallen at a change. Below: found going round.
  std::array<std::int64_t, kMaxThreads> priority_;
  std::vector<std::uint64_t> changes_;  // the steps before which a thread falls
  std::uint64_t step_ = 0;
  std::int64_t lowest_ = 0;

  // The steps that one thread has made in a row.
  unsigned running_ = kMaxThreads;
  std::uint64_t run_ = 0;
  Key mark_;
};

}  // namespace epcheck
