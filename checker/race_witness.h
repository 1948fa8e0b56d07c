// SPDX-License-Identifier: MIT
// RaceWitness: which two accesses race in a schedule. A search knows only that one access is not
// ordered after all earlier ones; it does not remember those. So the schedule is run again, once
// with all accesses to watched words listed, and then once for each earlier one that conflicts,
// counting no other: if the second access races even so, it is that one. A memory model that tells
// races knows whose it is. Never part of a search.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "checker/check.h"

namespace epcheck {

class Machine;

struct WatchedAccess {
  std::uint32_t word;
  unsigned thread;
  const void* pc;
  bool write;
  bool plain;
};

class RaceWitness {
 public:
  static constexpr std::size_t kNone = ~std::size_t{0};

  /// `only`: the one access that counts; kNone is all of them.
  explicit RaceWitness(std::size_t only = kNone) : only_(only) {}
  /// One more access. Whether it counts for what comes later.
  bool add(const WatchedAccess& access) {
    accesses_.push_back(access);
    return only_ == kNone || accesses_.size() - 1 == only_;
  }
  /// The next access to be added is not ordered: with what `other` did last there, if that is
  /// known.
  void race(int other = -1) {
    if (raced_ != kNone) return;
    raced_ = accesses_.size();
    other_ = other;
  }
  int other() const { return other_; }
  const std::vector<WatchedAccess>& accesses() const { return accesses_; }
  /// The first access that raced.
  std::size_t raced() const { return raced_; }

 private:
  std::size_t only_;
  std::size_t raced_ = kNone;
  int other_ = -1;
  std::vector<WatchedAccess> accesses_;
};

/// Takes the steps of a schedule, from the first state and as far as they are possible.
void take_again(Machine& machine, const Schedule& schedule);

/// Says what races first in a schedule: "writer writes at a.cc:7 and ..."; "" if nothing does.
/// REQUIRES: the machine has been started with the options that the schedule was found with. The
/// machine must restart afterwards.
std::string describe_race(Machine& machine, const Options& options, const Schedule& schedule);

}  // namespace epcheck
