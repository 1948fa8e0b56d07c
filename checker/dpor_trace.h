// SPDX-License-Identifier: MIT
// DporTrace: the execution that the dpor search is at, as a sequence of events (the steps taken),
// with the happens-before relation of Mazurkiewicz traces: an event happens before a later one of
// the same thread, before what depends on it, and before what it has started. One vector clock per
// event, in flat arrays; one chain of records per word. push() and pop() follow the machine's
// step() and undo(); nothing is allocated once the arrays have grown.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/event_log.h"

namespace epcheck {

/// An event is its place in the execution. A clock says, of each thread, how many events of the
/// execution there are up to its last one that happened before.
using Event = std::uint32_t;
using Clock = std::int16_t;

class DporTrace {
 public:
  /// So many events fit in a Clock, with room to spare.
  static constexpr Event kMaxEvents = 10'000;

  /// One access to one word, and the one before it.
  struct Record {
    std::uint64_t before;
    std::uint32_t word;
    std::uint32_t previous;  // index plus one of the record of the same word before this; or 0
    Event event;
    std::uint8_t mask;
    Effect effect;
    bool range;  // see StepAccess
  };

  DporTrace();
  ~DporTrace();
  DporTrace(const DporTrace&) = delete;

  /// Forgets all events.
  void clear();
  Event size() const { return static_cast<Event>(events_.size()); }
  unsigned thread(Event event) const { return events_[event].thread; }

  /// One more event: of `thread`, which has done `accesses`; afterwards there are `threads`.
  /// races() are the events that happen before it with nothing in between, but not because they
  /// are its own thread's, or because it had to wait (dpor_blocking.h); the latest first.
  void push(unsigned thread, unsigned threads, std::span<const StepAccess> accesses);
  const std::vector<Event>& races() const { return races_; }
  void pop();

  /// Whether `first` happens before `second`, or is the same.
  bool before(Event first, Event second) const {
    return clock(second)[thread(first)] > static_cast<Clock>(first);
  }
  const Clock* clock(Event event) const { return &clocks_[(event + std::size_t{1}) * kMaxThreads]; }
  /// What happens before all that the thread will do.
  const Clock* clock_of_thread(unsigned thread) const {
    return &clocks_[std::size_t{row_of_[thread]} * kMaxThreads];
  }

  /// The records of a word, the latest first: `for (i = latest(w); i != 0; i =
  /// record(i).previous)`.
  std::uint32_t latest(std::uint32_t word) const { return latest_[word]; }
  const Record& record(std::uint32_t index) const { return records_[index - 1]; }

 private:
  struct Step {
    std::uint32_t first_record;
    std::uint16_t row;  // of the thread, before
    std::uint8_t thread;
    std::uint8_t threads;  // that there are after it
  };
  void find_conflicts(const StepAccess& access);
  void come_after_finish(const StepAccess& access, Clock* clock);
  void add(const StepAccess& access, Event event);
  void widen();

  unsigned threads_ = 1;
  unsigned width_ = 8;  // of the clocks in use: at least threads_
  std::vector<Step> events_;
  std::vector<Record> records_;
  std::uint32_t* latest_;  // by word
  std::vector<Clock> clocks_;
  std::uint16_t row_of_[kMaxThreads] = {};
  std::vector<std::uint32_t> conflicts_;  // events, times two; plus one if not for being blocked
  std::vector<Event> races_;
};

}  // namespace epcheck
