// SPDX-License-Identifier: MIT
// Machine, the part for the hooks: which operations are scheduling points.
#include <cstring>

#include "checker/event_log.h"
#include "checker/join.h"
#include "checker/machine.h"
#include "checker/mutex.h"

namespace epcheck {

namespace {

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

}  // namespace

/// A step is a sequence of right movers (acquiring a lock), at most one operation that does not
/// commute with those of other threads (an access to a hot word), and left movers (releasing);
/// accesses to cold words are both. See docs/internals.md, "Steps".
///
/// An operation that `ends` the execution takes from the other threads what they could have done
/// before, and hides conflicts with what they would have done after: it is always a point.
///
/// So is the end of a variable that others use, if nothing else orders it. It belongs to the
/// operation before it, since there is none of its own.
bool Machine::is_point(ThreadState& task, const Operation& operation, bool ends) {
  bool committed = committed_;
  if (is_point_itself(task, operation, ends)) return true;
  if (!words_.ends_at(operation.pc) || alone(task)) return false;
  committed_ = true;
  return committed && (world_.live > 1 || (memory_ && memory_->pending()));
}

bool Machine::is_point_itself(ThreadState& task, const Operation& operation, bool ends) {
  if (memory_) [[unlikely]]
    return is_model_point(task, operation, ends);
  if (options_.search == Search::dpor) return is_dpor_point(task, operation);
  OpKind kind = operation.code.kind;
  if (kind == OpKind::choose) return true;
  // A thread that has finished stays so: joining it commutes with everything.
  if (kind == OpKind::wait)
    return !options_.reductions.learned_words || !joins_finished(operation) || is_cut();
  // A fence orders nothing that is not ordered under sc.
  if (!may_be_point(kind)) {
    if (ends) return world_.live > 1;
    committed_ |= kind == OpKind::spawn;
    return false;
  }
  if (ends) {
    if (options_.reductions.learned_words && !alone(task)) note_last_access(task, operation);
    return world_.live > 1;
  }
  if (!options_.reductions.learned_words)
    return world_.live > 1 || !can_go_on(task, operation) || is_cut();
  return is_learned_point(task, operation) | is_cut();
}

/// An access to what another thread has freed is the one that shows the two to conflict. That a
/// variable on a stack ended is not remembered: who comes too late shows that nothing tells its
/// end.
void Machine::note_last_access(const ThreadState& task, const Operation& operation) {
  accesses_hot(task, operation);
  std::uintptr_t address = number(operation.address);
  if (!in_program(address) || in_heap(address)) return;
  // Operations on locks have no size.
  unsigned size = operation.code.size != 0 ? operation.code.size : unsigned{sizeof(LockWord)};
  unsigned first = std::min<unsigned>(size, 8 - address % 8);
  words_.make_late(words_.entry(place_of(address).name, first));
  words_.make_late(whose(common_place(address & ~std::uintptr_t{7})).word);
}

bool Machine::is_cut() { return ++operations_ > kMaxOperationsPerStep; }

bool Machine::joins_finished(const Operation& operation) const {
  const Condition& condition = *static_cast<const Condition*>(operation.address);
  return operation.a == 1 && condition.holds == &detail::thread_finished &&
         condition.holds(condition.argument);
}

/// Records what the operation accesses, and decides by what has been learned.
bool Machine::is_learned_point(ThreadState& task, const Operation& operation) {
  switch (operation.code.kind) {
    case OpKind::lock:
    case OpKind::lock_shared: {
      // A thread that waits for a second lock must be seen waiting, if it may be a deadlock.
      bool nested = may_deadlock(task, operation);
      if (world_.live == 1) return !can_go_on(task, operation);
      if (committed_ || nested || !can_go_on(task, operation)) return true;
      committed_ = hot(number(operation.address));
      return false;
    }
    case OpKind::unlock:
    case OpKind::unlock_shared:
      if (hot(number(operation.address)) && committed_) return true;
      committed_ = true;
      return false;
    default: {
      if (alone(task) || !accesses_hot(task, operation) || world_.live == 1) return false;
      if (committed_) return true;
      committed_ = true;
      return false;
    }
  }
}

/// Whether this acquisition is nested in another in a way that may deadlock.
bool Machine::may_deadlock(const ThreadState& task, const Operation& operation) {
  if (task.held_count == 0 || !in_program(number(operation.address))) return false;
  Held named[kMaxHeld];
  for (unsigned i = 0; i < task.held_count; ++i)
    named[i] = {lock_name(kBase + task.held[i].offset), task.held[i].exclusive};
  return words_.nest_locks({named, task.held_count}, lock_name(number(operation.address)));
}

/// Joining orders all that the other thread did, and knew of, before what comes.
void Machine::note_join(ThreadState& task, const Condition& condition) {
  if (!is_join(condition, 1)) return;
  repeater_.give_up();
  for (std::uint64_t bits = joined_by(condition, threads()); bits != 0; bits &= bits - 1) {
    unsigned other = static_cast<unsigned>(__builtin_ctzll(bits));
    task.joined |= std::uint64_t{1} << other | thread_state(other).joined;
    words_.use_join();
    handover_.join(task, other);
    if (memory_) [[unlikely]]
      memory_->join(task, other);
  }
}

/// Looks at the condition of a wait that is over once more, to know what it has seen.
void Machine::collect_peeked(const ThreadState& task, const Condition& condition) {
  peeked_.clear();
  repeater_.give_up();
  if (condition.holds == nullptr) return;
  peeking_ = &task;
  keeps_peeked_ = true;
  condition.holds(condition.argument);
  keeps_peeked_ = false;
  peeking_ = nullptr;
}

LockWord Machine::lock_word(const ThreadState& task, const void* lock) const {
  if (memory_) [[unlikely]]
    return {memory_->peek(task.id, number(lock), sizeof(LockWord))};
  return *static_cast<const LockWord*>(lock);
}

bool Machine::can_go_on(const ThreadState& task, const Operation& operation) const {
  if (!in_program(number(operation.address))) return true;  // and be reported
  // What is left of a lock on a stack is no part of the state.
  if (takes_lock(operation.code.kind) && find_trouble(task, operation).property != nullptr)
    return true;
  switch (operation.code.kind) {
    case OpKind::lock:
      return lock_word(task, operation.address).word == 0;
    case OpKind::lock_shared:
      return !lock_word(task, operation.address).exclusive();
    default:
      return task.status != ThreadStatus::finished;
  }
}

/// Records the access of a thread to a word of `place`.
WordClass Machine::word_class(const ThreadState& task, const PlaceWord& what, AccessKind kind,
                              unsigned& slot) {
  auto [place, word] = what;
  if (!words_.symmetric()) return words_.access(task, word, kind, slot, task.id, false);
  Held named[kMaxHeld];
  unsigned locks = 0;
  for (unsigned i = 0; i < task.held_count; ++i) {
    // A lock of one of several that are alike protects only what is in the same one.
    std::uintptr_t lock = kBase + task.held[i].offset;
    unsigned holder = movables_.at(lock);
    if (movables_.alike(holder) && holder != place.holder) continue;
    named[locks++] = {static_cast<std::uint32_t>(movables_.canonical(lock) - kBase),
                      task.held[i].exclusive};
  }
  bool foreign = movables_.alike(task.id) && place.holder != task.id;
  WordClass found =
      words_.access({named, locks}, word, kind, slot, movables_.first(task.id), foreign);
  if (found != WordClass::tracked || place.shift == 0) return found;
  int own = handover_.slot_of(word + place.shift);
  if (own < 0) return WordClass::hot;  // until the search has started again
  slot = static_cast<unsigned>(own);
  return found;
}

/// Learns of the access to one word, and says whether it is a scheduling point. It is told to
/// Handover only when it is carried out: note_order().
bool Machine::unordered(const ThreadState& task, const PlaceWord& what, AccessKind kind) {
  unsigned slot = 0;
  WordClass found = word_class(task, what, kind, slot);
  if (found != WordClass::tracked) return found == WordClass::hot;
  bool write = kind & (access_kind::kWrites | access_kind::kTurns);
  return !handover_.ordered(task, slot, write) && no_order(what.word);
}

/// Two accesses to a word are not ordered, as far as is known.
bool Machine::no_order(std::uint32_t word) { return may_be_ordered(word) || words_.make_hot(word); }

bool Machine::unordered(const ThreadState& task, std::uintptr_t address, unsigned size,
                        AccessKind kind) {
  bool hot = false;
  each_word(address, size, [&](const PlaceWord& what) { hot |= unordered(task, what, kind); });
  return hot;
}

/// Records the access, and says whether it is one that other threads can tell the order of.
bool Machine::accesses_hot(const ThreadState& task, const Operation& operation) {
  std::uintptr_t address = number(operation.address);
  if (!in_program(address)) return false;
  note_stack(task, operation);
  switch (operation.code.kind) {
    case OpKind::ghost:
      return unordered(task, address, 1, access_kind::kWrites);
    case OpKind::lock:
    case OpKind::lock_shared:
    case OpKind::unlock:
    case OpKind::unlock_shared:
      return unordered(task, address, sizeof(LockWord), access_kind::kWrites);
    case OpKind::try_lock:
    case OpKind::try_lock_shared:
      return words_.make_hot(words_.entry(place_of(address).name, sizeof(LockWord)));
    case OpKind::free: {
      bool hot = false;
      std::size_t bytes = block_bytes(address);
      for (std::uintptr_t cell = address; cell < address + bytes; cell += 8) {
        Place place = place_of(cell);
        for (unsigned part = 0; part < words_.parts(place.name); ++part)
          hot |= unordered(task, {place, words_.entry(place.name) + part}, access_kind::kWrites);
      }
      return hot;
    }
    default:
      return unordered(task, address, operation.code.size, access_kind::of(operation.code));
  }
}

std::uint64_t Machine::peek(std::uintptr_t address, unsigned size) {
  if (log_ != nullptr) log_->note_peek(address, size);
  // A condition is looked at at any time: no lock can order it.
  if (peeking_ && !alone(*peeking_)) {
    mix_frames(*peeking_, address, size);
    each_word(address, size, [&](const PlaceWord& what) {
      unsigned slot = 0;
      if (word_class(*peeking_, what, access_kind::kAcquires, slot) == WordClass::tracked)
        words_.make_hot(what.word);
    });
  }
  if (keeps_peeked_) peeked_.push_back({address, size});
  if (memory_) [[unlikely]]
    return model_peek(address, size);
  std::uint64_t value = 0;
  std::memcpy(&value, reinterpret_cast<const void*>(address), size);
  return value;
}

}  // namespace epcheck
