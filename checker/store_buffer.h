// SPDX-License-Identifier: MIT
// StoreBuffers: x86-TSO (Sewell, Sarkar, Owens, Zappa Nardelli and Myreen, CACM 2010). Each thread
// has a first-in-first-out buffer of stores that others do not see yet; its own loads do. Draining
// the oldest store is a step of its own. Read-modify-writes, seq_cst stores (an xchg), seq_cst
// fences (mfence), taking a lock, sharing or unsharing one, waiting and starting a thread need an
// empty buffer; unlock is a buffered store.
//
// A buffer lies at the end of its thread's heap: undone and hashed with it; oldest store first, the
// rest zero, so that equal buffers are equal bytes. The memory itself is what other threads see,
// but for stores of a thread to its own stack. These are in memory at once, because the stack below
// may be gone, and used anew, when they drain; PendingStore::hidden is what the others still see.
#pragma once

#include "checker/machine.h"
#include "checker/memory_model.h"

namespace epcheck {

class StoreBuffers : public MemoryModel {
 public:
  StoreBuffers(Machine& machine, const Reductions& reductions)
      : machine_(machine), reductions_(reductions) {}

  const char* take_limit() override;
  bool enabled(const ThreadState& task, const Operation& operation, unsigned) const override;
  bool left_mover(const ThreadState& task, const Operation& operation) const override;
  bool may_be_native(const ThreadState& task, const Operation& operation) const override;
  bool withholds(unsigned thread, std::uintptr_t address, std::size_t bytes) const override;
  std::span<const PendingStore> buffered(unsigned thread) const override;
  int reads_unwritten(const ThreadState& task, const Operation& operation, unsigned) const override;
  bool pending() const override;
  const PendingStore* oldest(unsigned thread) const override;
  void drain(unsigned thread) override;

  std::uint64_t access(const ThreadState& task, const Operation& operation, unsigned) override;
  std::uint64_t peek(unsigned thread, std::uintptr_t address, unsigned size) const override;
  void write(unsigned thread, std::uintptr_t address, unsigned size, std::uint64_t value) override;
  bool unlock(const ThreadState& task, std::uintptr_t lock, bool shared) override;
  void free(const ThreadState& task, std::uintptr_t block, std::size_t bytes) override;

 private:
  void push(const ThreadState& task, PendingStore store);
  void erase(unsigned thread, unsigned index);
  void write_byte(unsigned thread, std::uintptr_t address, std::uint8_t value);

  Machine& machine_;
  const Reductions& reductions_;
  mutable bool full_ = false;  // a thread had to drain because there was no more room
};

}  // namespace epcheck
