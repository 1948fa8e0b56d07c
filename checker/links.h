// SPDX-License-Identifier: MIT
// Links: what is known of movables (movables.h), each alone and in pairs, as sums of hashes. A pair
// (holder, target) has the sum of the hashes of all links from one to the other; so a link can be
// added and taken away in any order, and what is there follows from the state alone. Used by
// Symmetry and by Handover.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>

#include "checker/key.h"
#include "checker/movables.h"

namespace epcheck {

class Links {
 public:
  Links() : table_(static_cast<Table*>(std::calloc(1, sizeof(Table)))) {}
  /// Costs what is there.
  void clear();

  void add(unsigned movable, Key hash) { table_->alone[movable] += hash; }
  void remove(unsigned movable, Key hash) { table_->alone[movable] -= hash; }
  void add(unsigned holder, unsigned target, Key hash) {
    set(holder, target, pair(holder, target) += hash);
  }
  void remove(unsigned holder, unsigned target, Key hash) {
    set(holder, target, pair(holder, target) -= hash);
  }

  Key alone(unsigned movable) const { return table_->alone[movable]; }
  Key pair(unsigned holder, unsigned target) const { return table_->pairs[holder][target]; }
  /// The targets of a holder, one bit each: half 0 are threads, half 1 blocks.
  std::uint64_t targets(unsigned holder, unsigned half) const {
    return table_->targets[holder][half];
  }

 private:
  static constexpr unsigned kMost = Movables::kMost;
  struct Table {
    Key alone[kMost];
    std::uint64_t targets[kMost][2] = {};
    Key pairs[kMost][kMost];
  };
  Key& pair(unsigned holder, unsigned target) { return table_->pairs[holder][target]; }
  void set(unsigned holder, unsigned target, Key sum) {
    std::uint64_t bit = std::uint64_t{1} << target % 64;
    std::uint64_t& targets = table_->targets[holder][target / 64];
    targets = sum == Key{} ? targets & ~bit : targets | bit;
  }

  struct Free {
    void operator()(Table* table) const { std::free(table); }
  };
  std::unique_ptr<Table, Free> table_;  // of zeros at first; what is never used costs nothing
};

}  // namespace epcheck
