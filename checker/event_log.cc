// SPDX-License-Identifier: MIT
#include "checker/event_log.h"

#include <algorithm>
#include <cstring>

#include "checker/freed_bit.h"
#include "checker/join.h"
#include "checker/machine.h"
#include "checker/mutex.h"

namespace epcheck {

namespace {

std::uint64_t read(std::uintptr_t address, unsigned size) {
  std::uint64_t value = 0;
  std::memcpy(&value, reinterpret_cast<const void*>(address), size);
  return value;
}

std::uint32_t word_of(std::uintptr_t address) {
  return static_cast<std::uint32_t>((address - kBase) / 8);
}

}  // namespace

void EventLog::add(std::uintptr_t address, unsigned size, Effect effect, bool blocks) {
  if (!in_program(address)) return;
  unsigned offset = address % 8;
  unsigned first = std::min(size, 8 - offset);
  std::uint8_t mask = static_cast<std::uint8_t>(((1u << first) - 1) << offset);
  append({read(address - offset, 8), word_of(address), 1, mask, effect, blocks});
  if (code_.kind != OpKind::ghost) note_sync(word_of(address), mask, effect);
  if (first < size) add(address + first, size - first, effect, blocks);
}

void EventLog::note_sync(std::uint32_t word, std::uint8_t mask, Effect effect) {
  plains_ |= code_.flags & kPlain;
  if (plains_) sync_.push_back({code_, word, mask, effect == Effect::write, pc_});
}

void EventLog::add_word(std::uint32_t word, Effect effect) {
  append({0, word, 1, 1, effect, false});
  if (word >= kFinishWords) note_sync(word, 1, effect);
}

void EventLog::add_range(std::uintptr_t from, std::uintptr_t to) {
  if (!in_program(from) || to <= from) return;
  std::uint32_t words = static_cast<std::uint32_t>((to + 7) / 8 - from / 8);
  append(
      {read(from & ~std::uintptr_t{7}, 8), word_of(from), words, 0xff, Effect::write, false, true});
}

bool EventLog::note_conditions(const void* conditions, std::uint64_t count) {
  bool any = false;
  code_ = {OpKind::wait, 0, Order::acquire, 0};
  for (std::uint64_t i = 0; i < count; ++i) {
    const Condition& condition = static_cast<const Condition*>(conditions)[i];
    if (is_join(condition, 1))
      for (std::uint64_t bits = joined_by(condition, Machine::get().threads()); bits;
           bits &= bits - 1)
        add_word(kFinishWords + static_cast<unsigned>(__builtin_ctzll(bits)), Effect::read);
    collecting_ = true;
    any |= condition.holds == nullptr || condition.holds(condition.argument);
    collecting_ = false;
  }
  return any;
}

/// One that fails is only a look at the lock.
void EventLog::note_try(std::uintptr_t address) {
  const LockWord& lock = *reinterpret_cast<const LockWord*>(address);
  bool shared = code_.kind == OpKind::try_lock_shared;
  if (shared ? lock.exclusive() : lock.word != 0) {
    code_.kind = OpKind::ghost;
    add(address, sizeof(LockWord), Effect::read);
  } else {
    code_.kind = shared ? OpKind::lock_shared : OpKind::lock;
    add(address, sizeof(LockWord), shared ? Effect::enter : Effect::write);
  }
}

void EventLog::note(const ThreadState& task, const Operation& operation) {
  std::uintptr_t address = reinterpret_cast<std::uintptr_t>(operation.address);
  bool here = in_program(address);
  unsigned size = operation.code.size;
  code_ = operation.code;
  pc_ = operation.pc;
  switch (operation.code.kind) {
    case OpKind::load:
      add(address, size, Effect::read);
      break;
    case OpKind::cas:
      if (here)
        add(address, size, read(address, size) == operation.a ? Effect::write : Effect::read);
      break;
    case OpKind::store:
    case OpKind::exchange:
    case OpKind::fetch_add:
    case OpKind::fetch_and:
    case OpKind::fetch_or:
    case OpKind::fetch_xor:
      add(address, size, Effect::write);
      break;
    case OpKind::lock:
      add(address, sizeof(LockWord), Effect::write, true);
      break;
    case OpKind::lock_shared:
      add(address, sizeof(LockWord), Effect::enter, true);
      break;
    case OpKind::unlock:
      add(address, sizeof(LockWord), Effect::write);
      break;
    case OpKind::unlock_shared:
      add(address, sizeof(LockWord), Effect::leave);
      break;
    case OpKind::try_lock:
    case OpKind::try_lock_shared:
      if (here) note_try(address);
      break;
    case OpKind::ghost:
      add(address, 1, Effect::write);
      break;
    case OpKind::fence:
      return note_sync(0, 0, Effect::read);
    case OpKind::touch:
      if (!(operation.code.flags & kAwaited)) return;
      code_.kind = OpKind::ghost;  // no race
      add(address, static_cast<unsigned>(operation.a), Effect::write);
      break;
    case OpKind::alloc: {
      std::uintptr_t header = heap_blocks(task.id) + task.heap_used;
      add_range(header, header + kGranule + std::max<std::uint64_t>(operation.a, 1));
      break;
    }
    case OpKind::free:
      if (here) add_range(address, address + Machine::get().block_bytes(address));
      break;
    case OpKind::wait:
      note_conditions(operation.address, operation.a);
      return;
    case OpKind::spawn:
      return add_word(kSpawnWord, Effect::write);
    case OpKind::finish:
      return add_word(kFinishWords + task.id, Effect::write);
    default:
      return;
  }
  stacks_shared_ |= here && !in_heap(address) && region_of(address) != task.id;
}

}  // namespace epcheck
