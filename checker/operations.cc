// SPDX-License-Identifier: MIT
// Machine, the part for the hooks: what each operation does. Which are scheduling points:
// points.cc.
#include <algorithm>
#include <cstring>

#include "checker/block_witness.h"
#include "checker/bug.h"
#include "checker/event_log.h"
#include "checker/freed_bit.h"
#include "checker/machine.h"
#include "checker/mutex.h"

namespace epcheck {

namespace {

/// A thread that comes so near the end of its stack is stopped.
constexpr std::size_t kStackReserve = 16 * 1024;

/// What epc_hook pushes, and the return address.
constexpr std::size_t kHookBytes = 24;

std::uint64_t read(const void* address, unsigned size) {
  std::uint64_t value = 0;
  std::memcpy(&value, address, size);
  return value;
}

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

std::byte* at(std::uintptr_t address) { return reinterpret_cast<std::byte*>(address); }

}  // namespace

void Machine::announce(const Operation& operation, std::uintptr_t sp) {
  ThreadState& task = *current_;
  if (repeater_.noting()) [[unlikely]]
    repeater_.note_operation(operation);
  look_at_stack(sp + kHookBytes);
  if (sp < low_[task.id]) low_[task.id] = sp;
  suspends_ = false;
  if (task.native_bytes != 0 && !(operation.code.flags & kNative))
    task.native_write = task.native_bytes = 0;
  if (sp < region(task.id) + kStackReserve)
    return report("stack-overflow", "a thread uses more than 240 KiB of stack", true);
  bool dpor = options_.search == Search::dpor;  // for it, trouble makes no point
  Trouble trouble = dpor ? Trouble{} : find_trouble(task, operation);
  // Where classes of words decide nothing else, races depend on them all the same.
  // The dpor search looks for races itself.
  if (!options_.reductions.learned_words && operation.code.size != 0 && log_ == nullptr &&
      !alone(task))
    accesses_hot(task, operation);
  if (!is_point(task, operation, trouble.property != nullptr)) {
    if (log_ != nullptr && !alone(task)) log_->note(task, operation);
    if (dpor) trouble = find_trouble(task, operation);
    if (trouble.property != nullptr) {
      if (recorder_) record(task, operation, false);
      return report(trouble.property, trouble.message, true);
    }
    if (may_be_point(operation.code.kind)) last_pc_ = operation.pc;
    choice_ = 0;  // that of the decision belonged to the operation that the step began with
    return perform(task, operation);
  }
  task.code = operation.code;
  if (operations_ > kMaxOperationsPerStep) task.code.flags |= kCut;
  task.address = operation.address;
  task.a = operation.a;
  task.b = operation.b;
  task.pc = operation.pc;
  task.status = ThreadStatus::stopped;
  suspends_ = true;
}

void Machine::carry_out_announced() {
  ThreadState& task = *current_;
  Operation operation{task.code, task.address, task.a, task.b, task.pc};
  task.code = {};
  task.address = task.pc = nullptr;
  task.a = task.b = 0;
  suspends_ = false;
  switch (operation.code.kind) {
    case OpKind::lock:
    case OpKind::lock_shared:
      committed_ = hot(number(operation.address));
      break;
    case OpKind::choose:
    case OpKind::begin:
    case OpKind::fence:
      break;  // commute with what other threads do until the operation that does not
    default:
      committed_ = true;
  }
  committed_ |= words_.ends_at(operation.pc);
  if (log_ != nullptr) log_->note(task, operation);
  if (repeater_.noting()) [[unlikely]]
    repeater_.note_operation(operation);
  Trouble trouble = find_trouble(task, operation);
  bool learns = options_.search != Search::dpor && !alone(task);
  if (trouble.property != nullptr) {
    if (learns && options_.reductions.learned_words) note_last_access(task, operation);
    if (recorder_) record(task, operation, false);
    return report(trouble.property, trouble.message, true);
  }
  // The functions on the stack may be others than when it was announced.
  if (learns) note_stack(task, operation);
  perform(task, operation);
}

/// REQUIRES: nothing stands in the way of the operation.
void Machine::perform(ThreadState& task, const Operation& operation) {
  if (raw_) [[unlikely]]
    return perform_beside_raw(task, operation);
  carry_out(task, operation);
}

void Machine::carry_out(ThreadState& task, const Operation& operation) {
  switch (operation.code.kind) {
    case OpKind::lock:
    case OpKind::try_lock:
      value_ = take_lock(task, operation, false);
      break;
    case OpKind::lock_shared:
    case OpKind::try_lock_shared:
      value_ = take_lock(task, operation, true);
      break;
    case OpKind::unlock:
    case OpKind::unlock_shared:
      drop_lock(task, operation);
      break;
    case OpKind::wait:
      note_join(task, static_cast<const Condition*>(operation.address)[choice_]);
      if (memory_) [[unlikely]]
        tell_wait(task, static_cast<const Condition*>(operation.address)[choice_]);
      value_ = choice_;
      break;
    case OpKind::choose:
      value_ = choice_;
      break;
    case OpKind::spawn:
      value_ = spawn(*static_cast<const SpawnRequest*>(operation.address));
      break;
    case OpKind::alloc:
      value_ = allocate(task, operation.a, operation.address);
      if (value_ == 0) break;
      if (operation.code.flags & kRaw) note_raw(value_, operation.a);
      if (block_witness_ != nullptr) block_witness_->add_block(value_, operation.a, operation.pc);
      break;
    case OpKind::free:
      if (memory_) {
        if (handover_.has_objects()) note_buffered_free(task, number(operation.address));
        memory_->free(task, number(operation.address), block_bytes(number(operation.address)));
      }
      release(number(operation.address));
      break;
    case OpKind::touch:
      repeater_.note_ghost(number(operation.address), operation.a);
      touch(number(operation.address), operation.a);
      break;
    case OpKind::report:
      report(static_cast<const char*>(operation.address),
             reinterpret_cast<const char*>(operation.a), false);
      break;
    case OpKind::outcome:
      if (!options_.unordered_outcomes) note_identity(task.id);
      for (std::uint64_t i = 0; i < operation.a; ++i) {
        CHECK(task.outcome_count < kMaxOutcome, "more than 16 values given to outcome()");
        task.outcome[task.outcome_count++] = static_cast<const std::int64_t*>(operation.address)[i];
      }
      break;
    case OpKind::finish:
      finish(task);
      break;
    case OpKind::fence:
      if (operation.code.order != Order::relaxed && log_ == nullptr && !alone(task))
        words_.use_fence();
      if (memory_) [[unlikely]]
        memory_->fence(task, operation);
      break;
    case OpKind::ghost:
    case OpKind::begin:
    case OpKind::none:
      break;
    default:
      if (memory_ && modelled(operation)) {
        value_ = memory_->access(task, operation, choice_);
      } else {
        value_ = access(operation);
        if (memory_) memory_->pass(task, operation);
      }
  }
  if (handover_.in_use()) note_order(task, operation);
  if (recorder_) record(task, operation);
}

bool written_value(const Operation& operation, std::uint64_t old, std::uint64_t& value) {
  value = operation.a;
  switch (operation.code.kind) {
    case OpKind::load:
      return false;
    case OpKind::cas:
      if (old != operation.a) return false;
      value = operation.b;
      break;
    case OpKind::fetch_add:
      value = old + operation.a;
      break;
    case OpKind::fetch_and:
      value = old & operation.a;
      break;
    case OpKind::fetch_or:
      value = old | operation.a;
      break;
    case OpKind::fetch_xor:
      value = old ^ operation.a;
      break;
    default:
      break;
  }
  return true;
}

std::uint64_t Machine::access(const Operation& operation) {
  std::uintptr_t address = number(operation.address);
  unsigned size = operation.code.size;
  std::uint64_t old = read(operation.address, size);
  std::uint64_t value = old;
  repeater_.note_access(address, size, operation.code.kind != OpKind::store,
                        operation.code.kind != OpKind::load);
  if (operation.code.flags & kNative) {
    announce_native(operation);
    return old;
  }
  if (!written_value(operation, old, value)) return old;
  touch(address, size);
  std::memcpy(at(address), &value, size);
  return old;
}

/// The program may write there at any time until its next hook that is no native access.
void Machine::announce_native(const Operation& operation) {
  if (operation.code.kind == OpKind::store) {
    current_->native_write = operation.a;
    current_->native_bytes = operation.b;
  }
  if (current_->native_bytes != 0) touch(current_->native_write, current_->native_bytes);
}

std::uint64_t Machine::take_lock(ThreadState& task, const Operation& operation, bool shared) {
  std::uintptr_t address = number(operation.address);
  LockWord lock = lock_word(task, operation.address);
  if (shared ? lock.exclusive() : lock.word != 0) return 0;  // try_lock only
  write_lock_word(task, address, shared ? lock.word + 1 : number(&task));
  CHECK(task.held_count < kMaxHeld, "a thread holds more than 8 locks");
  std::uint32_t offset = static_cast<std::uint32_t>(address - kBase);
  task.held[task.held_count++] = {offset, !shared};
  words_.use_lock(lock_name(address));
  handover_.acquire(task, offset, shared);
  if (memory_) [[unlikely]]
    memory_->lock(task, address, shared);
  note_lock_access(task, operation, shared);
  return 1;
}

void Machine::write_lock_word(const ThreadState& task, std::uintptr_t lock, std::uint64_t word) {
  if (memory_) [[unlikely]]
    return memory_->write(task.id, lock, sizeof(LockWord), word);
  repeater_.note_access(lock, sizeof(LockWord), false, true);
  touch(lock, sizeof(LockWord));
  reinterpret_cast<LockWord*>(lock)->word = word;
}

/// The lock's own word is accessed under the lock: only freeing it can conflict with that.
void Machine::note_lock_access(const ThreadState& task, const Operation& operation, bool shared) {
  if (!options_.reductions.learned_words || alone(task)) return;
  std::uintptr_t lock = number(operation.address);
  note_stack(task, operation);
  AccessKind kind = shared ? access_kind::kReads : access_kind::kWrites;
  unordered(task, lock, sizeof(LockWord), kind);
  if (handover_.in_use()) note_access(task, lock, sizeof(LockWord), kind);
}

void Machine::drop_lock(ThreadState& task, const Operation& operation) {
  std::uintptr_t address = number(operation.address);
  bool exclusive = operation.code.kind == OpKind::unlock;
  unsigned i = task.held_count;
  while (i-- > 0)
    if (task.held[i].offset == address - kBase && task.held[i].exclusive == exclusive) break;
  note_lock_access(task, operation, !exclusive);
  --task.held_count;
  for (; i < task.held_count; ++i) task.held[i] = task.held[i + 1];
  task.held[task.held_count] = {};
  if (!memory_ || !memory_->unlock(task, address, !exclusive))
    write_lock_word(task, address, exclusive ? 0 : lock_word(task, operation.address).word - 1);
  handover_.release(task, static_cast<std::uint32_t>(address - kBase), !exclusive);
}

std::uint64_t Machine::spawn(const SpawnRequest& request) {
  CHECK(world_.threads < kMaxThreads, "more than 64 threads");
  unsigned id = world_.threads++;
  max_threads_ = std::max<unsigned>(max_threads_, world_.threads);
  ++world_.live;
  world_.live_threads |= std::uint64_t{1} << id;
  handover_.spawn(*current_, id);
  if (memory_) [[unlikely]]
    memory_->spawn(*current_, id);
  save_thread(id);
  create_thread(id, request);
  note_alike(id);
  return number(&thread_state(id));
}

void Machine::note_alike(unsigned movable) {
  if (!options_.reductions.symmetry || !movables_.alike(movable)) return;
  unsigned first = movables_.first(movable);
  words_.use_symmetry();
  words_.use_member({movables_.begin(first), movables_.begin(movable), movables_.bytes(movable)});
}

/// The program is told which thread this is; that ends its likeness.
void Machine::note_identity(unsigned thread) {
  if (movables_.alike(thread)) words_.forbid_symmetry();
}

/// A block is a granule with its size, then the memory itself. Blocks that are alike have chunks of
/// their own.
std::uint64_t Machine::allocate(ThreadState& task, std::uint64_t bytes, const void* tag) {
  std::size_t unit = tag != nullptr ? kChunkBytes : kGranule;
  std::size_t used = (task.heap_used + unit - 1) / unit * unit;
  std::size_t total = (kGranule + std::max<std::size_t>(bytes, 1) + unit - 1) / unit * unit;
  if (kFreedBytes + used + total > kHeapBytes - kModelBytes - kUnwrittenBytes)
    return end_for_want_of_memory();
  std::uintptr_t header = heap_blocks(task.id) + used;
  task.heap_used = static_cast<std::uint32_t>(used + total);
  if (tag != nullptr) {
    movables_.add_block(header, total, tag);
    world_.blocks = static_cast<std::uint16_t>(movables_.blocks());
    note_alike(kMaxThreads + world_.blocks - 1u);
  }
  repeater_.note_block(header, total);
  touch(header, total);
  std::memset(at(header), 0, total);
  *reinterpret_cast<BlockHeader*>(header) = {bytes, BlockHeader::kMagic};
  return header + kGranule;
}

/// The size of the block that begins at `block`, rounded up; 0 if none does.
std::size_t Machine::block_bytes(std::uintptr_t block) const {
  if (!in_program(block) || !in_heap(block) || block % kGranule != 0) return 0;
  if (block < heap_blocks(region_of(block)) + kGranule) return 0;
  const BlockHeader& header = *reinterpret_cast<const BlockHeader*>(block - kGranule);
  if (header.magic != BlockHeader::kMagic) return 0;
  return std::max<std::size_t>((header.bytes + kGranule - 1) / kGranule, 1) * kGranule;
}

void Machine::release(std::uintptr_t block) {
  if (block == 0) return;
  std::size_t bytes = block_bytes(block);
  repeater_.note_freed(block, bytes);
  touch(block, bytes);
  std::memset(at(block), 0, bytes);
  if (raw_) set_unwritten(block, bytes, false);
  if (movables_.at(block) >= kMaxThreads) {  // its freed bits lie elsewhere
    touch(block - kGranule, kGranule);
    reinterpret_cast<BlockHeader*>(block - kGranule)->magic = BlockHeader::kFreedMagic;
  }
  for (std::size_t i = 0; i < bytes; i += kGranule) {
    FreedBit freed(block + i);
    touch(freed.address(), 1);
    freed.set();
  }
}

void Machine::report(std::string_view property, std::string_view message, bool ends) {
  repeater_.give_up();
  if (recorder_) record_late();
  if (recorder_) recorder_->on_violation(decision_index_, current_->id, property, message);
  if (observer) observer->on_report(property, message);
  if (!ends) return;
  world_.failed = true;
  suspends_ = true;
}

/// Nothing of a finished thread is left in the state but what it said and what it owns.
void Machine::finish(ThreadState& task) {
  look_at_stack(number(&task));
  if (memory_) [[unlikely]]
    memory_->end_variables(task, number(&task));
  task.status = ThreadStatus::finished;
  task.code = {};
  task.sp = &task;
  --world_.live;
  world_.live_threads &= ~(std::uint64_t{1} << task.id);
  handover_.finish(task);
  if (memory_) [[unlikely]]
    memory_->finish(task);
  suspends_ = true;
}

}  // namespace epcheck
