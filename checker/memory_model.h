// SPDX-License-Identifier: MIT
// MemoryModel: what an access to a shared word may see and when others see it, where that is more
// than sequential consistency; under `sc` the Machine has none. Cold and tracked words are free of
// races, so every model keeps them in plain memory; a model is asked about accesses to *hot* words
// (all words while Reductions::learned_words is off) and about whatever orders them: fences, locks,
// threads, waiting. Only the Machine calls it, while it takes or takes back a step, and asks what
// the next one may be.
//
// All of a model's state is either in the program's memory, where it is written after
// Machine::touch() and is undone and hashed with it, or its own, and then begin_step(), undo_step()
// and key() look after it. key() depends on the state only, never on how it was come by.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "checker/check.h"
#include "checker/key.h"
#include "checker/thread_state.h"

namespace epcheck {

class Machine;
struct Operation;

/// A store that has been carried out by its thread and is not yet seen by the others.
struct PendingStore {
  std::uintptr_t address;
  std::uint64_t value;
  std::uint64_t hidden;  // what others see until then, if it is on the thread's own stack
  std::uint32_t size;    // 0: none
  std::uint32_t unlock;  // 1: it frees a lock
};

/// Bytes that a condition has looked at.
struct Peeked {
  std::uintptr_t address;
  unsigned size;
};

class MemoryModel {
 public:
  virtual ~MemoryModel() = default;

  /// The program is in its first state again.
  virtual void restart() {}
  virtual void begin_step() {}
  /// Takes back the last step that began and was not taken back.
  virtual void undo_step() {}
  /// Its part of the state that is not in the program's memory.
  virtual Key key() const { return {}; }
  virtual Key key_from_scratch() const { return key(); }
  /// A bound of the model that was hit since the last call, or null: the search is not complete.
  virtual const char* take_limit() { return nullptr; }

  // What may happen next.

  /// How many ways there are to carry out an access that is the model's; at most 255. More than one
  /// makes it a scheduling point.
  virtual unsigned alternatives(const ThreadState&, const Operation&) const { return 1; }
  /// Whether an operation, of whatever kind and on whatever words, can be carried out now, as far
  /// as the model goes. Where it cannot, the thread stops before it.
  virtual bool enabled(const ThreadState&, const Operation&, unsigned alternative) const = 0;
  /// Whether an access to a hot word is a left mover: carrying it out earlier, as soon as the
  /// thread comes to it, loses nothing. Otherwise it commutes with nothing.
  virtual bool left_mover(const ThreadState&, const Operation&) const { return false; }
  /// Whether the thread may make the access itself, on plain memory, given that it races with none:
  /// no store that the model still withholds is to the same bytes.
  virtual bool may_be_native(const ThreadState&, const Operation&) const { return false; }
  /// Whether something may still happen without any thread: the last one is not alone yet.
  virtual bool pending() const { return false; }
  /// The store that Decision{thread, kDrain} makes visible; null if there is none.
  virtual const PendingStore* oldest(unsigned) const { return nullptr; }
  virtual void drain(unsigned) {}

  // What happens. Each is called as part of a step.

  /// A load, store or rmw that is the model's. Returns the value read.
  virtual std::uint64_t access(const ThreadState&, const Operation&, unsigned alternative) = 0;
  /// Whether the model tells which accesses to hot words race; otherwise Handover does.
  virtual bool tells_races() const { return false; }
  /// The thread with an earlier access of which the last access races; -1: there is none.
  virtual int races_with() const { return -1; }
  /// Whether an access that is the model's would read memory that nobody has written; -1: it reads
  /// what is in memory.
  virtual int reads_unwritten(const ThreadState&, const Operation&, unsigned) const { return -1; }
  /// Whether a store of the thread to some of these bytes is not in memory yet.
  virtual bool withholds(unsigned /*thread*/, std::uintptr_t, std::size_t) const { return false; }
  /// The stores of a thread that are not in memory yet, the oldest first.
  virtual std::span<const PendingStore> buffered(unsigned) const { return {}; }
  /// How many writes to the same bytes are later than what the last access has read or written.
  virtual unsigned behind() const { return 0; }
  /// What `thread` would read there; kMaxThreads: one that has done nothing itself. No operation.
  virtual std::uint64_t peek(unsigned thread, std::uintptr_t address, unsigned size) const = 0;
  /// The word of a lock, seen by all at once.
  virtual void write(unsigned thread, std::uintptr_t address, unsigned size,
                     std::uint64_t value) = 0;
  /// An access that is not the model's has been made.
  virtual void pass(const ThreadState&, const Operation&) {}
  virtual void fence(const ThreadState&, const Operation&) {}
  /// The lock has been taken.
  virtual void lock(const ThreadState&, std::uintptr_t, bool /*shared*/) {}
  /// The lock is being released. True if the model writes the lock's word, later.
  virtual bool unlock(const ThreadState&, std::uintptr_t, bool /*shared*/) { return false; }
  virtual void spawn(const ThreadState&, unsigned /*child*/) {}
  virtual void join(const ThreadState&, unsigned /*other*/) {}
  virtual void finish(const ThreadState&) {}
  /// A wait is over; its condition has looked at these. Joining is also told by join().
  virtual void wait(const ThreadState&, const std::vector<Peeked>&) {}
  /// The thread is about to free this memory.
  virtual void free(const ThreadState&, std::uintptr_t, std::size_t) {}
  /// The variables below `sp` on the thread's stack are gone.
  virtual void end_variables(const ThreadState&, std::uintptr_t /*sp*/) {}
};

/// Null for sc.
std::unique_ptr<MemoryModel> make_memory_model(const Options& options, Machine& machine);

}  // namespace epcheck
