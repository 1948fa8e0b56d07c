// SPDX-License-Identifier: MIT
#include "checker/dpor_spins.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace epcheck {

namespace {

constexpr unsigned kLookBits = 12;

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
  if (contains(heads_, arrival.place) || contains(places_, arrival.place))
    arrival.key = machine_.thread_key(thread);
  if (may_spin(kind) && has_been_there(arrival, false)) {
    bool learned = !contains(heads_, arrival.place);
    if (learned) {
      heads_.push_back(arrival.place);
    } else if (!contains(places_, place) && has_been_there(arrival, true)) {
      places_.push_back(place);
      learned = true;
    }
    if (learned) {
      looks_.resize(std::size_t{1} << kLookBits);
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

/// The look that the thread's step is, or room for it.
DporSpins::Look& DporSpins::find_look(unsigned thread) {
  const ThreadState& task = thread_state(thread);
  Key from = arrivals_[static_cast<std::size_t>(last_[thread])].key;
  std::uint64_t value = 0;
  std::memcpy(&value, task.address, task.code.size == 0 ? sizeof value : task.code.size);
  Look& look = looks_[(from.low + value * 0x9E3779B97F4A7C15u) >> (64 - kLookBits)];
  if (look.from != from || look.value != value) look = {from, value, {}, nullptr, false};
  return look;
}

/// The step of a thread on its own may access more than one word, and memory may be gone. A native
/// access of C code may copy besides.
bool DporSpins::goes_round(unsigned thread) {
  const ThreadState& task = thread_state(thread);
  Look other{};
  bool looks =
      !machine_.alone(task) && !(task.code.flags & kNative) && machine_.can_carry_out(thread);
  Look& look = looks ? find_look(thread) : other;
  if (look.key == Key{}) try_out(thread, look);
  Arrival arrival{look.key, look.place, last_[thread], static_cast<std::uint8_t>(thread),
                  look.pure};
  return contains(heads_, look.place) && has_been_there(arrival, true);
}

void DporSpins::try_out(unsigned thread, Look& look) {
  OpKind kind = thread_state(thread).code.kind;
  scratch_.clear();
  EventLog* log = machine_.set_event_log(&scratch_);
  StepObserver* observer = std::exchange(machine_.observer, nullptr);
  machine_.step({static_cast<std::uint8_t>(thread), 0});
  Arrival arrival = arrival_of(thread, kind);
  look.key = machine_.thread_key(thread);
  look.place = arrival.place;
  look.pure = arrival.pure;
  machine_.undo();
  machine_.observer = observer;
  machine_.set_event_log(log);
}

bool DporSpins::goes_round_with(unsigned thread, std::uint64_t* word, std::uint64_t value) {
  std::uint64_t now = std::exchange(*word, value);
  bool same = goes_round(thread);
  *word = now;
  return same;
}

}  // namespace epcheck
