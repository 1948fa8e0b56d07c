// SPDX-License-Identifier: MIT
// LockOrder: which lock has been taken while which was held. As long as these pairs form no cycle,
// threads that nest locks cannot deadlock on them, and taking a second lock is a right mover like
// taking the first (docs/internals.md, "Steps"). Learned like the words: when a cycle appears the
// search starts again, with a scheduling point before each nested acquisition.
#pragma once

#include <cstdint>
#include <set>
#include <utility>

#include "checker/wire.h"

namespace epcheck {

class LockOrder {
 public:
  void clear();
  /// Takes note that `taken` is about to be taken by a thread that holds `held`; offsets from
  /// kBase. True if this closes the first cycle.
  bool add(std::uint32_t held, std::uint32_t taken);
  bool cyclic() const { return cyclic_; }

  void write(WireWriter& wire) const;
  /// True if the pairs of both together have a cycle, and these alone had none.
  bool merge(WireReader& wire);

 private:
  bool reaches(std::uint32_t from, std::uint32_t to) const;

  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs_;
  bool cyclic_ = false;
};

}  // namespace epcheck
