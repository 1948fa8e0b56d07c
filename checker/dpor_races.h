// SPDX-License-Identifier: MIT
// Data races in the execution that the dpor search is at: two accesses to the same bytes, at least
// one a write and at least one plain, neither of which happens before the other by C++20's rules
// (program order, locks, starting and joining, release and acquire, fences, what a wait has seen).
// Vector clocks for each execution, so this is exact and owes nothing to handover.h, whose bits it
// is an oracle for. push() and pop() follow the search's steps.
#pragma once

#include <string>
#include <vector>

#include "checker/dpor_trace.h"

namespace epcheck {

class DporRaces {
 public:
  DporRaces();
  ~DporRaces();
  DporRaces(const DporRaces&) = delete;

  void clear();
  /// One more step of `thread`. True if one of its accesses is in a race, see message().
  bool push(unsigned thread, unsigned threads, const std::vector<SyncOp>& operations);
  void pop();
  std::string message() const;

 private:
  using Row = std::uint32_t;  // a clock in rows_, never changed once it is used; 0 is all zeros
  struct State {
    Row known;    // what happens before all that the thread will do, but for its own events
    Row fenced;   // what it knew at its last release fence; 0 if there was none
    Row pending;  // what it will know after an acquire fence
  };
  struct Record {
    std::uint32_t word;
    std::uint32_t previous;  // index plus one; 0: none
    Event event;
    std::uint8_t thread, mask;
    bool writes, plain;
    bool any_plain;  // this one, or one before it
    Row released;    // by a write: what who acquires from it knows
    Row readers;     // of a lock: what its readers have known
    const void* pc;
  };
  struct Step {
    std::uint32_t records, rows;
    State before;
    std::uint8_t thread, threads;
  };

  Clock* row(Row index) { return &rows_[std::size_t{index} * kMaxThreads]; }
  Row joined(Row a, Row b);
  Row snapshot(unsigned thread);
  bool knows(unsigned thread, const Record& record);
  void carry_out(unsigned thread, const SyncOp& operation);
  void access(unsigned thread, const SyncOp& operation);
  void use_lock(unsigned thread, const SyncOp& operation);
  Row released_before(const SyncOp& operation) const;
  void look_for_race(unsigned thread, const SyncOp& operation, bool writes);
  void add(unsigned thread, const SyncOp& operation, bool writes, Row released, Row readers);

  std::uint32_t* latest_;  // record of each word
  std::vector<Record> records_;
  std::vector<Clock> rows_;
  std::uint32_t row_count_ = 1;
  std::vector<Step> steps_;
  State states_[kMaxThreads] = {};
  unsigned width_ = 8;
  // The race that was found last.
  bool found_ = false;
  unsigned threads_[2] = {};
  const void* pcs_[2] = {};
};

}  // namespace epcheck
