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
bool Machine::is_point(ThreadState& task, const Operation& operation, bool ends) {
  if (memory_) [[unlikely]]
    return is_model_point(task, operation, ends);
  if (options_.search == Search::dpor) return is_dpor_point(task, operation);
  OpKind kind = operation.code.kind;
  switch (kind) {
    case OpKind::wait:
      // A thread that has finished stays so: joining it commutes with everything.
      return !options_.reductions.learned_words || !joins_finished(operation) || is_cut();
    case OpKind::choose:
      return true;
    case OpKind::fence:  // orders nothing that is not ordered under sc
    case OpKind::alloc:
    case OpKind::touch:
    case OpKind::report:
    case OpKind::outcome:
    case OpKind::spawn:
    case OpKind::finish:
      if (ends) return world_.live > 1;
      committed_ |= kind == OpKind::spawn;
      return false;
    default:
      break;
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
/// variable on a stack ended is not remembered: who comes too late shows that there is an order.
void Machine::note_last_access(const ThreadState& task, const Operation& operation) {
  accesses_hot(task, operation);
  std::uintptr_t address = number(operation.address);
  if (!in_program(address) || in_heap(address) || operation.code.size == 0) return;
  note_stack(task, address, operation.code.size);
  unsigned first = std::min<unsigned>(operation.code.size, 8 - address % 8);
  words_.make_hot(words_.entry(place_of(address).name, first));
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
  switch (operation.code.kind) {
    case OpKind::lock:
      return lock_word(task, operation.address).word == 0;
    case OpKind::lock_shared:
      return !lock_word(task, operation.address).exclusive();
    default:
      return task.status != ThreadStatus::finished;
  }
}

/// The name of the place, which all movables that are alike have in common, and its holder.
Machine::Place Machine::common_place(std::uintptr_t address) const {
  if (!words_.symmetric()) return {address, Movables::kFixed, 0};
  std::uintptr_t name = movables_.canonical(address);
  return {name, movables_.at(address), static_cast<std::uint32_t>((address - name) / 4)};
}

/// The same, for a variable on a stack as that of the function whose it is.
Machine::Place Machine::place_of(std::uintptr_t address) {
  Place place = common_place(address);
  if (!in_heap(address) && words_.depends_on_frame(place.name)) [[unlikely]]
    if (in_shared_frame(address)) place.name += kTotalBytes;
  return place;
}

/// Whether a place on a stack is now the variable of the function whose variable others use there.
bool Machine::in_shared_frame(std::uintptr_t address) {
  std::uintptr_t name = common_name(address);
  std::uint64_t function = function_of(address);
  if (function == 0) words_.share_frame(name, 0);
  return words_.depends_on_frame(name) && function == words_.shared_frame(name);
}

/// The function whose frame the address lies in, as Liveness::function_at() says it.
std::uint64_t Machine::function_of(std::uintptr_t address) {
  const ThreadState& owner = thread_state(region_of(address));
  if (&owner == current_) return call_sp_ == 0 ? 0 : liveness_.function_at(call_sp_, address);
  return owner.has_frames() ? liveness_.function_at(Liveness::call_sp(owner), address) : 0;
}

/// Takes note that the thread accesses a stack, if it is not its own. Under a memory model accesses
/// take effect when the functions on the stack may be others.
void Machine::note_stack(const ThreadState& task, std::uintptr_t address, unsigned size) {
  if (memory_ || in_heap(address) || region_of(address) == task.id) return;
  for (std::uintptr_t cell = address & ~std::uintptr_t{7}; cell < address + size; cell += 8) {
    std::uintptr_t name = common_name(cell);
    // Not the function of now: the access may be late, and meant for one that has returned.
    if (!words_.any_frame(name)) words_.share_frame(name, 0);
  }
}

/// Records the access of a thread to a word of `place`.
WordClass Machine::word_class(const ThreadState& task, const Place& place, std::uint32_t word,
                              AccessKind kind, unsigned& slot) {
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
bool Machine::unordered(const ThreadState& task, const Place& place, std::uint32_t word,
                        AccessKind kind) {
  unsigned slot = 0;
  WordClass found = word_class(task, place, word, kind, slot);
  if (found != WordClass::tracked) return found == WordClass::hot;
  if (handover_.ordered(task, slot, kind & access_kind::kWrites)) return false;
  return no_order(word);
}

/// Two accesses to a word are not ordered, as far as is known.
bool Machine::no_order(std::uint32_t word) { return may_be_ordered(word) || words_.make_hot(word); }

bool Machine::unordered(const ThreadState& task, std::uintptr_t address, unsigned size,
                        AccessKind kind) {
  note_stack(task, address, size);
  bool hot = false;
  each_word(address, size, [&](const Place& place, std::uint32_t word) {
    hot |= unordered(task, place, word, kind);
  });
  return hot;
}

/// Records the access, and says whether it is one that other threads can tell the order of.
bool Machine::accesses_hot(const ThreadState& task, const Operation& operation) {
  std::uintptr_t address = number(operation.address);
  if (!in_program(address)) return false;
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
      note_stack(task, address, sizeof(LockWord));
      return words_.make_hot(words_.entry(place_of(address).name, sizeof(LockWord)));
    case OpKind::free: {
      bool hot = false;
      std::size_t bytes = block_bytes(address);
      for (std::uintptr_t cell = address; cell < address + bytes; cell += 8) {
        Place place = place_of(cell);
        for (unsigned part = 0; part < words_.parts(place.name); ++part)
          hot |= unordered(task, place, words_.entry(place.name) + part, access_kind::kWrites);
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
    note_stack(*peeking_, address, size);
    each_word(address, size, [&](const Place& place, std::uint32_t word) {
      unsigned slot = 0;
      if (word_class(*peeking_, place, word, access_kind::kAcquires, slot) == WordClass::tracked)
        words_.make_hot(word);
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
