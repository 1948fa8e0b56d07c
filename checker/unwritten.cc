// SPDX-License-Identifier: MIT
// Machine, the part that finds reads of memory that nobody has written: of raw memory one bit for
// each byte says so, near the end of the heap that the byte lies in. The bits are part of the
// state. They change when memory does: under a memory model the bits speak of what is in memory,
// and the model knows what of it a thread does not read. All zeros, and not looked at, in programs
// without raw memory.
#include "checker/block_witness.h"
#include "checker/machine.h"
#include "checker/mutex.h"

namespace epcheck {

namespace {

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

bool has_bits(std::uintptr_t address) {
  return in_program(address) && in_heap(address) && region_of(address) < kMaxThreads;
}

std::uint8_t* byte_of(std::uintptr_t address) {
  unsigned owner = region_of(address);
  return reinterpret_cast<std::uint8_t*>(unwritten_bits(owner) + (address - heap(owner)) / 8);
}

bool test(std::uintptr_t address) { return *byte_of(address) >> address % 8 & 1; }

}  // namespace

bool Machine::is_unwritten(std::uintptr_t address, std::size_t bytes) const {
  if (!raw_ || !has_bits(address)) return false;
  for (std::size_t i = 0; i < bytes; ++i)
    if (!test(address + i)) return false;
  return true;
}

void Machine::set_unwritten(std::uintptr_t address, std::size_t bytes, bool unwritten) {
  if (!has_bits(address)) return;
  for (std::size_t i = 0; i < bytes; ++i) {
    if (test(address + i) == unwritten) continue;
    std::uint8_t* byte = byte_of(address + i);
    touch(reinterpret_cast<std::uintptr_t>(byte), 1);
    *byte ^= static_cast<std::uint8_t>(1u << (address + i) % 8);
  }
}

/// Whether the operation, which is about to be carried out, reads only what nobody has written. A
/// range is copied as it is, padding and all; that is no use of it.
bool Machine::reads_unwritten(const ThreadState& task, const Operation& operation) const {
  std::uintptr_t address = number(operation.address);
  OpKind kind = operation.code.kind;
  if (takes_lock(kind)) return is_unwritten(address, sizeof(LockWord));
  if (kind == OpKind::load ? operation.code.flags & kRange : !is_rmw(kind)) return false;
  int known =
      memory_ && modelled(operation) ? memory_->reads_unwritten(task, operation, choice_) : -1;
  return known >= 0 ? known != 0 : is_unwritten(address, operation.code.size);
}

void Machine::note_raw(std::uintptr_t block, std::size_t bytes) {
  raw_ = true;
  set_unwritten(block, bytes, true);
}

void Machine::perform_beside_raw(ThreadState& task, const Operation& operation) {
  bool unwritten = reads_unwritten(task, operation);
  carry_out(task, operation);
  note_written(task, operation);
  if (!unwritten) return;
  if (block_witness_ != nullptr)
    block_witness_->read(number(operation.address), task.id, operation.pc);
  report("uninitialised-read", unwritten_message_, false);
}

/// The operation has been carried out.
void Machine::note_written(const ThreadState& task, const Operation& operation) {
  std::uintptr_t address = number(operation.address);
  OpKind kind = operation.code.kind;
  if (takes_lock(kind)) return set_unwritten(address, sizeof(LockWord), false);
  if (!is_access(kind)) return;
  if (kind == OpKind::load) {
    if (operation.code.flags & kRange && operation.a != 0)
      for (unsigned i = 0; i < operation.code.size; ++i)
        set_unwritten(operation.a + i, 1, is_unwritten(address + i, 1));
    return;
  }
  std::uint64_t ignored = 0;
  bool later = memory_ && memory_->withholds(task.id, address, operation.code.size);
  if (written_value(operation, value_, ignored) && !later)
    set_unwritten(address, operation.code.size, false);
}

}  // namespace epcheck
