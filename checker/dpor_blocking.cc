// SPDX-License-Identifier: MIT
#include "checker/dpor_blocking.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "checker/join.h"
#include "checker/machine.h"
#include "checker/mutex.h"

namespace epcheck {

namespace {

/// Whether the event is one that the thread's next operation comes after in any case.
bool precedes(const DporTrace& trace, Event event, unsigned thread) {
  return trace.clock_of_thread(thread)[trace.thread(event)] > static_cast<Clock>(event);
}

/// How many readers hold the lock before record `index` and all that comes after it.
std::int64_t readers_without(const DporTrace& trace, std::uint32_t word, std::uint32_t index) {
  const DporTrace::Record& without = trace.record(index);
  std::int64_t readers = static_cast<std::int64_t>(without.before);
  for (std::uint32_t i = trace.latest(word); i != index; i = trace.record(i).previous) {
    const DporTrace::Record& other = trace.record(i);
    if (trace.before(without.event, other.event)) continue;
    readers += (other.effect == Effect::enter) - (other.effect == Effect::leave);
  }
  return readers;
}

Effect effect_of(OpKind kind) {
  if (kind == OpKind::wait || kind == OpKind::load) return Effect::read;
  return kind == OpKind::lock_shared ? Effect::enter : Effect::write;
}

std::uint64_t* memory_of(std::uint32_t word) {
  return reinterpret_cast<std::uint64_t*>(kBase + std::uint64_t{word} * 8);
}

}  // namespace

const std::vector<BlockingRace>& DporBlocking::find(const DporTrace& trace, unsigned thread) {
  races_.clear();
  OpKind kind = thread_state(thread).code.kind;
  if (kind == OpKind::wait)
    find_for_wait(trace, thread);
  else if (kind == OpKind::lock || kind == OpKind::lock_shared)
    find_for_lock(trace, thread, kind == OpKind::lock_shared);
  else
    find_for_spin(trace, thread);
  return races_;
}

const Clock* DporBlocking::clock_before(const DporTrace& trace, unsigned thread,
                                        const BlockingRace& race) {
  Effect effect = effect_of(thread_state(thread).code.kind);
  std::copy_n(trace.clock_of_thread(thread), kMaxThreads, clock_);
  for (std::uint32_t i = trace.latest(race.word); i != 0; i = trace.record(i).previous) {
    const DporTrace::Record& other = trace.record(i);
    if (other.event < race.event) break;
    if (commute(other.effect, effect) || trace.before(race.event, other.event)) continue;
    for (unsigned k = 0; k < kMaxThreads; ++k)
      clock_[k] = std::max(clock_[k], trace.clock(other.event)[k]);
  }
  return clock_;
}

/// Back to the latest acquisition that the thread's own could come before. Those before that are
/// found once it does.
void DporBlocking::find_for_lock(const DporTrace& trace, unsigned thread, bool shared) {
  std::uintptr_t address = reinterpret_cast<std::uintptr_t>(thread_state(thread).address);
  if (!in_program(address)) return;
  std::uint32_t word = static_cast<std::uint32_t>((address - kBase) / 8);
  for (std::uint32_t i = trace.latest(word); i != 0; i = trace.record(i).previous) {
    const DporTrace::Record& record = trace.record(i);
    bool writes = record.effect == Effect::write;
    if (writes && !races_.empty()) return;
    if (commute(record.effect, shared ? Effect::enter : Effect::write)) continue;
    if (precedes(trace, record.event, thread)) {
      if (writes) return;
      continue;
    }
    LockWord before{record.before};
    if (record.range) {
      races_.push_back({record.event, false, word});
    } else if (record.effect == Effect::enter) {
      races_.push_back({record.event, readers_without(trace, word, i) == 0, word});
    } else if (shared ? !before.exclusive() : before.word == 0) {
      races_.push_back({record.event, true, word});
    }
  }
}

/// Back to the latest write before which the thread would have seen a value that lets it go on.
void DporBlocking::find_for_spin(const DporTrace& trace, unsigned thread) {
  const ThreadState& task = thread_state(thread);
  std::uintptr_t address = reinterpret_cast<std::uintptr_t>(task.address);
  if (!in_program(address)) return;
  unsigned offset = address % 8;
  std::uint32_t word = static_cast<std::uint32_t>((address - kBase) / 8);
  unsigned size = task.code.size == 0 ? sizeof(LockWord) : task.code.size;
  unsigned mask = ((1u << size) - 1) << offset;
  Effect effect = effect_of(task.code.kind);
  for (std::uint32_t i = trace.latest(word); i != 0; i = trace.record(i).previous) {
    const DporTrace::Record& record = trace.record(i);
    if ((record.mask & mask) == 0 || commute(record.effect, effect)) continue;
    // What is written in several parts may have been another value in between.
    bool whole = (record.mask & mask) == mask && mask <= 0xff && !record.range;
    bool hides_others = whole && record.effect == Effect::write;
    if (hides_others && !races_.empty()) return;
    if (precedes(trace, record.event, thread)) {
      if (hides_others) return;
      continue;
    }
    if (!whole || !spins_.goes_round_with(thread, memory_of(word), record.before))
      races_.push_back({record.event, whole, word});
  }
}

void DporBlocking::find_for_wait(const DporTrace& trace, unsigned thread) {
  const ThreadState& task = thread_state(thread);
  // Threads finish once and for all: a join can come before none of the ends that it waits for.
  if (is_join(*static_cast<const Condition*>(task.address), task.a)) return;
  log_.clear();
  log_.note_conditions(task.address, task.a);
  if (log_.accesses().empty()) return;
  StepAccess first = log_.accesses()[0];
  unsigned mask = 0;
  for (const StepAccess& access : log_.accesses()) {
    if (access.word != first.word) return add_all_writes(trace, thread);
    mask |= access.mask;
  }
  if (first.word >= kFinishWords) return;  // nothing but the finish of a thread lets it go on
  for (std::uint32_t i = trace.latest(first.word); i != 0; i = trace.record(i).previous) {
    const DporTrace::Record& record = trace.record(i);
    if ((record.mask & mask) == 0 || record.effect == Effect::read) continue;
    // Another part may have been written before by somebody who need not come first.
    if ((record.mask & mask) != mask || record.range) return add_all_writes(trace, thread);
    if (precedes(trace, record.event, thread)) {
      if (record.effect == Effect::write) return;
      continue;
    }
    bool holds = holds_with(first.word, record.before, thread);
    for (const StepAccess& access : log_.accesses())
      if (access.word != first.word) return add_all_writes(trace, thread);
    if (!holds) continue;
    races_.push_back({record.event, true, first.word});
    return;
  }
}

/// What a condition of several words depends on, and when it would have held, is not found out:
/// the wait may come before any event.
void DporBlocking::add_all_writes(const DporTrace& trace, unsigned thread) {
  races_.clear();
  for (Event event = trace.size(); event-- > 0;)
    if (!precedes(trace, event, thread)) races_.push_back({event, false, 0});
}

/// Whether the announced wait could go on if the word had that value; log_ holds what it looked at.
bool DporBlocking::holds_with(std::uint32_t word, std::uint64_t value, unsigned thread) {
  const ThreadState& task = thread_state(thread);
  std::uint64_t now = *memory_of(word);
  *memory_of(word) = value;
  log_.clear();
  bool holds = log_.note_conditions(task.address, task.a);
  *memory_of(word) = now;
  return holds;
}

}  // namespace epcheck
