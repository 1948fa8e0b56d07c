// SPDX-License-Identifier: MIT
#include "checker/dpor_spins.h"

#include <algorithm>
#include <utility>

namespace epcheck {

namespace {

bool contains(const std::vector<const void*>& places, const void* place) {
  return std::find(places.begin(), places.end(), place) != places.end();
}

/// Looks at one word and may leave it as it is.
bool may_spin(OpKind kind) {
  return (kind >= OpKind::load && kind <= OpKind::fetch_xor && kind != OpKind::store) ||
         kind == OpKind::try_lock || kind == OpKind::try_lock_shared;
}

}  // namespace

void DporSpins::clear() {
  arrivals_.clear();
  std::fill(last_.begin(), last_.end(), -1);
}

/// A store counts as an effect even where it writes what was there, as it does for peers:
/// executions are compared by their writes.
DporSpins::Arrival DporSpins::arrival_of(unsigned thread, OpKind kind) const {
  const ThreadState& task = thread_state(thread);
  Arrival arrival{{}, nullptr, last_[thread], static_cast<std::uint8_t>(thread), false};
  arrival.pure = kind != OpKind::store && machine_.changed_one_thread();
  if (task.status == ThreadStatus::stopped) arrival.place = task.pc;
  if (contains(heads_, arrival.place)) arrival.key = machine_.thread_key(thread);
  return arrival;
}

/// Whether the thread was at the same place before, with nothing changed since; and, with
/// `same_key`, in the same state.
bool DporSpins::has_been_there(const Arrival& arrival, bool same_key) const {
  bool pure = arrival.pure && arrival.place != nullptr;
  for (std::int32_t i = arrival.previous; pure && i >= 0;) {
    const Arrival& earlier = arrivals_[static_cast<std::size_t>(i)];
    if (earlier.place == arrival.place && (!same_key || earlier.key == arrival.key)) return true;
    pure = earlier.pure;
    i = earlier.previous;
  }
  return false;
}

bool DporSpins::push(unsigned thread, OpKind kind, const void* place) {
  Arrival arrival = arrival_of(thread, kind);
  if (may_spin(kind) && has_been_there(arrival, false)) {
    if (!contains(heads_, arrival.place)) {
      heads_.push_back(arrival.place);
      return true;
    }
    if (!contains(places_, place) && has_been_there(arrival, true)) {
      places_.push_back(place);
      return true;
    }
  }
  last_[thread] = static_cast<std::int32_t>(arrivals_.size());
  arrivals_.push_back(arrival);
  return false;
}

void DporSpins::pop() {
  last_[arrivals_.back().thread] = arrivals_.back().previous;
  arrivals_.pop_back();
}

bool DporSpins::at_spin(unsigned thread) const {
  const ThreadState& task = thread_state(thread);
  return !places_.empty() && may_spin(task.code.kind) && contains(places_, task.pc);
}

bool DporSpins::goes_round(unsigned thread) {
  OpKind kind = thread_state(thread).code.kind;
  scratch_.clear();
  EventLog* log = machine_.set_event_log(&scratch_);
  StepObserver* observer = std::exchange(machine_.observer, nullptr);
  machine_.step({static_cast<std::uint8_t>(thread), 0});
  Arrival arrival = arrival_of(thread, kind);
  machine_.undo();
  machine_.observer = observer;
  machine_.set_event_log(log);
  return contains(heads_, arrival.place) && has_been_there(arrival, true);
}

bool DporSpins::goes_round_with(unsigned thread, std::uint64_t* word, std::uint64_t value) {
  std::uint64_t now = std::exchange(*word, value);
  bool same = goes_round(thread);
  *word = now;
  return same;
}

}  // namespace epcheck
