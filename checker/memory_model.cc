// SPDX-License-Identifier: MIT
// Machine, the part that asks the memory model, where there is one. Each function here is called
// only then, but for make_memory_model().
#include "checker/memory_model.h"

#include "checker/bug.h"
#include "checker/machine.h"
#include "checker/store_buffer.h"
#include "checker/weak_memory.h"

namespace epcheck {

namespace {

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

}  // namespace

std::unique_ptr<MemoryModel> make_memory_model(const Options& options, Machine& machine) {
  switch (options.memory) {
    case Memory::sc:
      return nullptr;
    case Memory::tso:
      return std::make_unique<StoreBuffers>(machine, options.reductions);
    case Memory::weak:
      return std::make_unique<WeakMemory>(machine);
  }
  CHECK(false, "an unknown memory model");
  return nullptr;
}

/// Whether it is an access that goes through the model, and not straight to memory. What the
/// program does itself cannot: it must be allowed to see and change the plain bytes.
bool Machine::modelled(const Operation& operation) const {
  return is_models(operation) && !(operation.code.flags & kNative);
}

bool Machine::cannot_be_native(const ThreadState& task, const Operation& operation) const {
  return is_models(operation) && (operation.code.flags & kNative) &&
         !memory_->may_be_native(task, operation);
}

bool Machine::is_models(const Operation& operation) const {
  std::uintptr_t address = number(operation.address);
  if (!is_access(operation.code.kind) || !in_program(address)) return false;
  // No word depends on frames here: note_stack().
  return !options_.reductions.learned_words || words_.hot(common_name(address)) ||
         words_.hot(common_name(address + operation.code.size - 1));
}

unsigned Machine::model_alternatives(const ThreadState& task) const {
  Operation operation{task.code, task.address, task.a, task.b, task.pc};
  return modelled(operation) ? memory_->alternatives(task, operation) : 1;
}

bool Machine::model_enabled(const ThreadState& task, unsigned alternative) const {
  return memory_->enabled(task, {task.code, task.address, task.a, task.b, task.pc}, alternative);
}

/// As is_point(), with a model. The end of a thread is not the end of what it does: its stores may
/// still be on their way. See docs/internals.md, "Memory models".
bool Machine::is_model_point(ThreadState& task, const Operation& operation, bool ends) {
  OpKind kind = operation.code.kind;
  bool others = world_.live > 1 || memory_->pending();
  switch (kind) {
    case OpKind::choose:
      return true;
    case OpKind::wait:
      return !options_.reductions.learned_words || !joins_finished(operation) ||
             !memory_->enabled(task, operation, 0) || is_cut();
    case OpKind::alloc:
    case OpKind::touch:
    case OpKind::report:
    case OpKind::outcome:
    case OpKind::finish:
      return ends && others;
    case OpKind::fence:
    case OpKind::spawn:
      if (!memory_->enabled(task, operation, 0)) return true;
      committed_ |= kind == OpKind::spawn;
      return false;
    default:
      break;
  }
  bool learned = options_.reductions.learned_words;
  bool can = can_go_on(task, operation) && memory_->enabled(task, operation, 0);
  if (ends) {
    if (learned && !alone(task)) note_last_access(task, operation);
    return others;
  }
  if (!learned)
    return others || !can || (is_access(kind) && memory_->alternatives(task, operation) > 1) ||
           is_cut();
  return is_learned_model_point(task, operation, others, can) | is_cut();
}

bool Machine::is_learned_model_point(ThreadState& task, const Operation& operation, bool others,
                                     bool can) {
  switch (operation.code.kind) {
    case OpKind::lock:
    case OpKind::lock_shared: {
      bool nested = may_deadlock(task, operation);
      if (!can || (others && (committed_ || nested))) return true;
      committed_ = hot(number(operation.address));
      return false;
    }
    case OpKind::unlock:
    case OpKind::unlock_shared: {
      bool hot = this->hot(number(operation.address));
      if (!can || (hot && committed_ && !memory_->left_mover(task, operation))) return true;
      committed_ = true;
      return false;
    }
    default: {
      bool hot = !alone(task) && accesses_hot(task, operation);
      if (!can || (modelled(operation) && memory_->alternatives(task, operation) > 1)) return true;
      if (!hot || !others) return false;
      bool native = operation.code.flags & kNative;
      if (committed_ && (native || !memory_->left_mover(task, operation))) return true;
      committed_ = true;
      return false;
    }
  }
}

/// A step in which no thread goes on.
void Machine::drain(Decision decision) {
  push_frame(decision);
  ++epoch_;
  memory_->begin_step();
  drain(decision.thread);
  rehash();
  rehash_model();
  ++decision_index_;
}

/// The oldest store of `thread` becomes visible, and with it what nobody can tell from it.
void Machine::drain(unsigned thread) {
  current_ = &thread_state(thread);
  for (bool first = true;; first = false) {
    const PendingStore* store = memory_->oldest(thread);
    if (store == nullptr) break;
    bool silent = store->unlock && options_.reductions.learned_words && !hot(store->address);
    if (!first && !silent) break;
    bool own_stack = !in_heap(store->address) && region_of(store->address) == thread;
    Trouble trouble;
    if (!own_stack) trouble = find_trouble(*current_, store->address, store->size);
    if (trouble.property != nullptr) {
      report(trouble.property, trouble.message, true);
      break;
    }
    if (recorder_ && !store->unlock) record_drain(*store);
    PendingStore seen = *store;
    memory_->drain(thread);
    if (handover_.has_objects()) note_drain(thread, seen);
    if (raw_) set_unwritten(seen.address, seen.size, false);
  }
  current_ = nullptr;
}

void Machine::record_drain(const PendingStore& store) {
  OpCode code{OpKind::drain, static_cast<std::uint8_t>(store.size), Order::relaxed, 0};
  const void* address = reinterpret_cast<const void*>(store.address);
  recorder_->on_op({decision_index_,
                    current_->id,
                    code,
                    address,
                    labels_.find(address),
                    store.value,
                    store.value,
                    {}});
}

void Machine::tell_wait(const ThreadState& task, const Condition& condition) {
  collect_peeked(task, condition);
  memory_->wait(task, peeked_);
}

std::uint64_t Machine::model_peek(std::uintptr_t address, unsigned size) {
  const ThreadState* viewer = peeking_ != nullptr ? peeking_ : current_;
  return memory_->peek(viewer != nullptr ? viewer->id : kMaxThreads, address, size);
}

/// The part of the key that the model keeps itself.
void Machine::rehash_model() {
  key_ -= model_key_;
  model_key_ = memory_->key();
  key_ += model_key_;
}

}  // namespace epcheck
