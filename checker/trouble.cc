// SPDX-License-Identifier: MIT
// Machine, the part for the hooks: operations that cannot be carried out, because the memory is
// not there any more, or the lock is not held.
#include <cstring>

#include "checker/freed_bit.h"
#include "checker/machine.h"
#include "checker/mutex.h"

namespace epcheck {

namespace {

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

bool holds(const ThreadState& task, std::uintptr_t lock, bool exclusive) {
  for (unsigned i = 0; i < task.held_count; ++i)
    if (task.held[i].offset == lock - kBase && task.held[i].exclusive == exclusive) return true;
  return false;
}

}  // namespace

bool Machine::can_carry_out(unsigned thread) const {
  const ThreadState& task = thread_state(thread);
  return find_trouble(task, {task.code, task.address, task.a, task.b, task.pc}).property == nullptr;
}

Machine::Trouble Machine::find_trouble(const ThreadState& task, const Operation& operation) const {
  std::uintptr_t address = number(operation.address);
  OpKind kind = operation.code.kind;
  if (takes_lock(kind)) return find_trouble(task, address, sizeof(LockWord));
  if (is_access(kind) && (operation.code.flags & kNative))
    return find_native_trouble(task, operation);
  if (is_access(kind)) return find_trouble(task, address, operation.code.size);
  switch (kind) {
    case OpKind::unlock:
    case OpKind::unlock_shared: {
      Trouble trouble = find_trouble(task, address, sizeof(LockWord));
      if (trouble.property == nullptr && !holds(task, address, kind == OpKind::unlock))
        trouble = {"lock-misuse", "unlocks a lock that the thread does not hold"};
      return trouble;
    }
    case OpKind::free:
      return find_free_trouble(task, address);
    case OpKind::ghost:
      return find_trouble(task, address, 1);
    case OpKind::touch:
      return find_trouble(task, address, operation.a);
    case OpKind::report:
      if (!(operation.code.flags & kEnds)) return {};
      return {reinterpret_cast<const char*>(operation.address),
              reinterpret_cast<const char*>(operation.a)};
    default:
      return {};
  }
}

Machine::Trouble Machine::find_trouble(const ThreadState& task, std::uintptr_t address,
                                       std::size_t bytes) const {
  if (address < 4096) return {"null-dereference", "an access through a null pointer"};
  if (!in_program(address))
    return {"invalid-access", Globals::why_outside(reinterpret_cast<const void*>(address))};
  unsigned owner = region_of(address);
  if (!in_heap(address)) {
    const ThreadState& other = thread_state(owner);
    if (owner == task.id || (other.status != ThreadStatus::none && number(other.sp) <= address))
      return {};
    return {"use-after-free", "a variable of a function that has returned"};
  }
  if (address < heap_blocks(owner) ||
      address + bytes > heap_blocks(owner) + thread_state(owner).heap_used)
    return {"invalid-access", "memory that was never allocated"};
  if (FreedBit(address).test())
    return {"use-after-free", "an access to memory that has been freed"};
  return {};
}

Machine::Trouble Machine::find_native_trouble(const ThreadState& task,
                                              const Operation& operation) const {
  Trouble trouble;
  if (operation.code.kind == OpKind::store) trouble = find_trouble(task, operation.a, operation.b);
  if (trouble.property == nullptr)
    trouble = find_trouble(task, number(operation.address), operation.code.size);
  if (trouble.property == nullptr && memory_ && cannot_be_native(task, operation))
    trouble = {"unsupported",
               "a plain access of C code to a variable of which this memory model may withhold "
               "stores; make all accesses to it atomic, or check it under sc"};
  return trouble;
}

Machine::Trouble Machine::find_free_trouble(const ThreadState& task, std::uintptr_t block) const {
  if (block == 0) return {};
  if (in_program(block) && in_heap(block) && block >= heap_blocks(region_of(block)) &&
      FreedBit(block).test())
    return {"double-free", "memory that has been freed is freed again"};
  if (block_bytes(block) == 0) return {"invalid-free", "what is freed was not allocated"};
  return find_trouble(task, block, block_bytes(block));
}

}  // namespace epcheck
