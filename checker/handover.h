// SPDX-License-Identifier: MIT
// Handover: who comes after the last accesses of the tracked words. A word that no single lock
// protects may still never be accessed by two threads at once, because ownership is handed over:
// what one thread did before it released a lock comes before what another does after it acquired
// the lock. For each tracked word a slot says for which threads, and for the holders of which
// locks, this is *not* yet so (after Goldilocks, Elmas, Qadeer and Tasiran, PLDI 2007). The slots
// are part of the state: two states that differ in them have different futures.
//
// An order between readers of a read-write lock is none: they may pass in any order.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/layout.h"
#include "checker/symmetry.h"
#include "checker/thread_state.h"

namespace epcheck {

class Machine;

/// Threads and locks that do not come after something, one bit each. A lock has two bits: what its
/// exclusive holders knew, and what any of its holders knew.
struct NotAfter {
  std::uint64_t threads = 0;
  std::uint64_t locks = 0;
};

class Handover {
 public:
  static constexpr unsigned kMaxSlots = 512, kMaxLocks = 32;

  explicit Handover(Machine& machine) : machine_(machine) {}

  /// Starts again with these tracked words and known locks; both sorted by address.
  void restart(const std::vector<std::uint32_t>& words, const std::vector<std::uint32_t>& locks);

  /// An access to a tracked word. False if it is not ordered after a conflicting one.
  bool access(const ThreadState& task, unsigned slot, bool write);
  /// The word will not be accessed any more.
  void forget(unsigned slot);
  /// The variables below `sp` on the stack of `task` are gone.
  void forget_stack(const ThreadState& task, std::uintptr_t sp);

  void acquire(const ThreadState& task, std::uint32_t lock, bool shared);
  void release(const ThreadState& task, std::uint32_t lock, bool shared);
  void spawn(const ThreadState& parent, unsigned child);
  void join(const ThreadState& task, unsigned other);
  void finish(const ThreadState& task);

  /// The slot of a word, of whatever class; -1 if it has none.
  int slot_of(std::uint32_t word) const;
  /// The slots as a part of the state in which movables may be exchanged.
  Symmetry::Part describe(Symmetry& symmetry, const Movables& movables) const;
  /// Whether a lock is known, so that its order counts.
  bool knows(std::uint32_t lock) const;
  /// Bytes of memory in use, at base().
  std::size_t bytes() const { return words_.size() * sizeof(Slot); }
  static std::uintptr_t base() { return heap(kHandoverRegion); }

 private:
  struct Slot {
    NotAfter write;     // the last write
    NotAfter accesses;  // all reads and writes since, and that write
  };
  Slot& slot(unsigned index) const { return reinterpret_cast<Slot*>(base())[index]; }
  int lock_index(std::uint32_t lock) const;
  void set(unsigned index, const Slot& value);
  NotAfter all_but(unsigned thread) const;
  Slot normal(Slot slot) const;

  Machine& machine_;
  std::vector<std::uint32_t> words_;
  std::vector<std::uint32_t> locks_;
};

}  // namespace epcheck
