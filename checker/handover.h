// SPDX-License-Identifier: MIT
// Handover: who comes after the last accesses of the tracked words. A word that no single lock
// protects may still never be accessed by two threads at once, because ownership is handed over:
// what one thread did before it released a lock, or an atomic, comes before what another does after
// it acquired it. For each tracked word a slot says for which threads, for the holders of which
// locks and for the readers of which atomics this is *not* yet so (after Goldilocks, Elmas, Qadeer
// and Tasiran, PLDI 2007). The slots are part of the state: two states that differ in them have
// different futures. Words that are watched for data races have slots, too.
//
// A later access that comes after the earlier ones stands for all of them. Accesses that are not
// ordered, as those of several readers, are kept one by one, because somebody may come after each
// in a way of its own; the slot then holds the union of their bits (handover_members.cc).
//
// An order between readers of a read-write lock is none: they may pass in any order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "checker/history.h"
#include "checker/layout.h"
#include "checker/step_notes.h"
#include "checker/symmetry.h"
#include "checker/thread_state.h"

namespace epcheck {

class Machine;

/// Who does not come after something, one bit each. All zero: every thread that there is does.
struct NotAfter {
  std::uint64_t threads;
  std::uint64_t locks;    // two bits: what its exclusive holders knew, and what any holder knew
  std::uint64_t objects;  // who reads what is in this atomic now, and acquires
  /// Under tso: who reads, when it has drained, what a store in a buffer will put into its atomic.
  /// Handover::kBuffered bits for each thread, the oldest store first.
  std::uint64_t buffered;
  std::uint64_t fenced;   // who reads what this thread has stored since its last release fence
  std::uint64_t pending;  // what this thread has loaded, once it makes an acquire fence
};

class Handover {
 public:
  static constexpr unsigned kMaxSlots = 512, kMaxLocks = 32, kMaxObjects = 64, kMaxMembers = 512;
  static constexpr unsigned kBuffered = 8;  // stores to atomics in a buffer, and threads with one

  explicit Handover(Machine& machine) : machine_(machine) {}

  /// Starts again with these words, known locks and atomics; all sorted by address.
  void restart(const std::vector<std::uint32_t>& words, const std::vector<Remembered>& remembered,
               const std::vector<std::uint32_t>& locks, const std::vector<std::uint32_t>& objects,
               bool fences, bool buffers);
  /// Whether there are words whose accesses are to be told.
  bool in_use() const { return !words_.empty(); }
  /// While a step is noted; null otherwise.
  void set_notes(StepNotes* notes) { notes_ = notes; }
  /// Does what the function of that name does; false if the answer to a question is another one.
  /// REQUIRES: the thread has as many locks as it had.
  bool repeat(const ThreadState& task, const HandoverCall& call);

  /// Whether an access of the thread comes after all conflicting ones that the slot knows of.
  bool ordered(const ThreadState& task, unsigned slot, bool write) const;
  /// Takes note of an access, which may be ordered or not.
  void access(const ThreadState& task, unsigned slot, bool write);
  /// What the word belonged to is gone.
  void forget(std::uint32_t word);

  /// When the thread has the lock, and when it has it no more.
  void acquire(const ThreadState& task, std::uint32_t lock, bool shared);
  void release(const ThreadState& task, std::uint32_t lock, bool shared);
  void spawn(const ThreadState& parent, unsigned child);
  void join(const ThreadState& task, unsigned other);
  void finish(const ThreadState& task);

  /// The slot of a word, of whatever class; -1 if it has none.
  int slot_of(std::uint32_t word) const;

  // As something in which movables may be exchanged: handover_symmetry.cc.

  /// The bytes at `address`, within the slots, were `before` and are now as they are.
  void relink(Links& links, const Movables& movables, std::uintptr_t address,
              const std::byte* before, std::size_t bytes);
  /// All of it anew. Needed when there are other movables than before.
  void relink(Links& links, const Movables& movables);
  /// Whether there are accesses that are not ordered.
  bool has_members() const { return *member(0) != 0; }
  /// What helps to find the order of movables; empty where there are none.
  Symmetry::Part describe_members(Symmetry& symmetry, const Movables& movables) const;
  /// What they add to the key of a state, for which the order has been found.
  Key members_key(const Symmetry& symmetry, const Movables& movables) const;

  // Atomics: handover_atomics.cc. Each is called when the access takes effect.

  bool has_objects() const { return !objects_.empty(); }
  /// The number of the atomic among the known ones, or negative.
  int object(std::uint32_t word) const;
  /// A load, or the load of an rmw. Without `acquires` it counts at the next acquire fence.
  void load_from(const ThreadState& task, unsigned object, bool acquires);
  /// A store, or the store of an `rmw`, which leaves in place what others have released.
  void store_to(const ThreadState& task, unsigned object, bool releases, bool rmw);
  void fence(const ThreadState& task, bool acquires, bool releases);

  // Store buffers: handover_buffers.cc. Of a buffer only the stores to known atomics count.

  /// A store is now the last in the buffer of the thread.
  void push(const ThreadState& task, bool releases);
  /// The oldest store of the thread, to `object`, has drained.
  void drain(unsigned thread, unsigned object);
  /// The store at a place in the buffer of the thread is gone.
  void drop(unsigned thread, unsigned place);

  /// Whether more locks or atomics are in use, or accesses unordered, than there is room for.
  bool overflows() const { return overflows_; }
  /// Bytes of memory in use, at base().
  std::size_t bytes() const {
    return (slot_words() + count_members() * (1 + width_)) * sizeof(std::uint64_t);
  }
  static std::uintptr_t base() { return heap(kHandoverRegion); }

 private:
  struct Slot {
    NotAfter write;     // the last writes
    NotAfter accesses;  // the last reads and writes
  };
  static constexpr unsigned kWidest = sizeof(NotAfter) / sizeof(std::uint64_t);
  std::uint64_t* stored(unsigned index) const {
    return reinterpret_cast<std::uint64_t*>(base()) + std::size_t{index} * 2 * width_;
  }
  Slot slot(unsigned index) const;
  int lock_index(std::uint32_t lock) const;
  void set(unsigned index, const Slot& value);
  void clear(unsigned slot);
  /// The thread forgets what it comes after, but for what is on its own stack.
  void forget_others(unsigned thread);
  void note(HandoverCall::Kind kind, std::size_t n, bool a = false, bool b = false,
            unsigned held = 0) const {
    if (notes_ != nullptr)
      notes_->call({kind, a, b, static_cast<std::uint8_t>(held), static_cast<std::uint32_t>(n)});
  }
  NotAfter all_but(unsigned thread) const;
  void add(NotAfter& to, unsigned set, unsigned thread);
  void normalize(NotAfter& value, unsigned slot) const;
  enum Member : unsigned { kThreads, kLocks, kObjects, kBuffers };
  std::uint64_t buffered_now() const;
  bool withholds(const NotAfter& value, unsigned thread, bool releases) const;
  /// Applies `change_set` to the sets of a slot.
  template <class F>
  void change(unsigned slot, F change_set);
  /// ... to those of each slot in which one of `bits` of a member is set.
  template <class F>
  void change_those(Member member, std::uint64_t bits, F change_set);
  /// ... of those that atomics hand over.
  template <class F>
  void change_whole(F change_set) {
    for (unsigned i = 0; i < words_.size(); ++i)
      if (kept_[i].history == History::whole && stored(i)[width_ + kThreads] != 0)
        change(i, change_set);
  }
  /// ... of each slot that is not empty.
  template <class F>
  void change_all(F change) {
    change_those(kThreads, ~std::uint64_t{0}, change);
  }

  // handover_members.cc. A set is numbered 2 * slot, plus 1 if it is that of all accesses.
  std::uint64_t* member(std::size_t n) const {
    return stored(static_cast<unsigned>(words_.size())) + n * (1 + width_);
  }
  std::size_t count_members() const;
  /// Looks for the members of a set; false if it is no union.
  bool find_members(unsigned set) const { return has_members() && load_members(set); }
  bool load_members(unsigned set) const;
  NotAfter store_members(unsigned set);
  void reduce_members(unsigned set);
  /// Calls `visit` with the place of each word that has members, and the kind of the set.
  template <class F>
  void each_union(F visit) const;
  std::size_t slot_words() const { return words_.size() * 2 * width_; }
  mutable std::vector<NotAfter> members_;  // those of one set, while it is looked at
  std::vector<std::uint64_t> rest_;

  // handover_symmetry.cc
  /// What a bit says: something of one movable, or of two.
  struct Mark {
    std::uint64_t version = 0;  // of the movables
    Key hash;
    std::uint64_t place, aim;
    std::uint8_t holder, target;
    bool alone;
  };
  using Marks = std::array<Mark, 64>;
  const Mark& mark(const Movables& movables, std::size_t word, unsigned bit);
  void mark_anew(const Movables& movables, std::size_t word, unsigned bit, Mark& mark) const;
  std::vector<std::unique_ptr<Marks>> marks_;  // by word of the slots

  Machine& machine_;
  std::vector<std::uint32_t> words_;
  struct Kept {
    History history;
    std::uint64_t locks;  // the bits of locks that hand it over
    unsigned stack;       // the thread on whose stack it is, or kMaxThreads
  };
  std::vector<Kept> kept_;  // of the words
  std::vector<std::uint32_t> locks_;
  std::vector<std::uint32_t> objects_;
  unsigned width_ = 2;  // how many members of NotAfter are stored
  bool buffers_ = false;
  bool overflows_ = false;
  StepNotes* notes_ = nullptr;
};

template <class F>
void Handover::change(unsigned i, F change_set) {
  Slot value = slot(i);
  if (!has_members()) {
    if (value.write.threads != 0) change_set(value.write);
    if (value.accesses.threads != 0) change_set(value.accesses);
    return set(i, value);
  }
  auto change_each = [&](NotAfter& set, unsigned number) {
    if (set.threads == 0) return;
    if (!load_members(number)) return static_cast<void>(change_set(set));
    for (NotAfter& each : members_) change_set(each);
    set = store_members(number);
  };
  change_each(value.write, 2 * i);
  change_each(value.accesses, 2 * i + 1);
  set(i, value);
}

template <class F>
void Handover::change_those(Member member, std::uint64_t bits, F change_set) {
  // Who does not come after the writes does not come after all accesses.
  for (unsigned i = 0; i < words_.size(); ++i)
    if (stored(i)[width_ + member] & bits) change(i, change_set);
}

}  // namespace epcheck
