// SPDX-License-Identifier: MIT
// StateTable: the set of keys of the states that have been seen, shared by all worker processes.
// Open addressing, 16 bytes a slot, doubled when it is 4/5 full: 20 to 40 bytes a state, and 60 for
// the moment of doubling. A slot is claimed by compare-and-swap of its first word, so of several
// workers that come to a state exactly one inserts it. Growing stops the world: each worker comes
// by at insert() or while_idle(). As long as there is one worker its memory is its own, because
// only that can be had in huge pages.
#pragma once

#include <atomic>
#include <cstdint>

#include "checker/key.h"

namespace epcheck {

class StateTable {
 public:
  /// Reserves address space for the largest table; memory is taken as it grows.
  StateTable();
  ~StateTable();
  StateTable(const StateTable&) = delete;

  /// Fetches the slot of the key, if that takes long; then true.
  bool fetch(Key key) const {
    unsigned log2 = shared_->log2.load(std::memory_order_relaxed);
    if (log2 < kFetchLog2) return false;
    __builtin_prefetch(slots(log2) + (key.low & ((std::uint64_t{1} << log2) - 1)), 1);
    return true;
  }
  /// True if the key was not there.
  bool insert(Key key);
  /// To be called by a worker that has nothing to insert, again and again.
  void while_idle() { park_if_growing(); }
  /// How many processes use the table. REQUIRES: called before they are started.
  void set_workers(unsigned workers);
  /// The calling process will not use the table any more.
  void leave() { --shared_->workers; }
  /// REQUIRES: no other process uses the table.
  void clear();

  std::uint64_t size() const { return shared_->size.load(std::memory_order_relaxed); }
  std::uint64_t bytes() const { return sizeof(Slot) << shared_->log2; }

 private:
  struct Slot {
    std::atomic<std::uint64_t> low;   // 0: free
    std::atomic<std::uint64_t> high;  // 0: about to be written
  };
  struct Shared {
    std::atomic<std::uint64_t> size;
    std::atomic<std::uint32_t> log2;
    std::atomic<std::uint32_t> growing;
    std::atomic<std::uint32_t> parked;
    std::atomic<std::uint32_t> workers;
  };
  static constexpr unsigned kFirstLog2 = 8, kLastLog2 = 32;
  static constexpr unsigned kFetchLog2 = 18;  // a larger table is in no cache of a core
  static constexpr std::size_t kBytes = sizeof(Slot) << (kLastLog2 + 1);

  /// The table of 2^log2 slots lies behind all smaller ones.
  Slot* slots(unsigned log2) const { return slots_ + (std::uint64_t{1} << log2); }
  static bool is_full(std::uint64_t size, unsigned log2) {
    return size * 5 > std::uint64_t{4} << log2;
  }
  void wipe() const;
  void release(Slot* slots, unsigned log2) const;
  static bool insert_into(Slot* slots, unsigned log2, Key key);
  void park_if_growing() {
    if (shared_->growing.load(std::memory_order_acquire) != 0) park();
  }
  void park();
  void grow();

  Shared* shared_;
  Slot* own_;     // of one worker
  Slot* common_;  // of several
  Slot* slots_;   // one of the two
};

}  // namespace epcheck
