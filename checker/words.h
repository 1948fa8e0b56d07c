// SPDX-License-Identifier: MIT
// Learned words: which words of shared memory may be accessed without being a scheduling point.
//
// A word is *cold* as long as every access to it, made while other threads could interfere, came
// from one thread, or held one common lock (exclusively, if it wrote), or was a read of a word that
// nobody writes. When that fails it is *tracked*: each access must come after the conflicting ones
// before it in the order of locks (handover.h). When that fails too it is *hot*, a scheduling
// point. Each assumption is checked at each access; when one breaks, the word moves on for good and
// the search starts again. The first access that breaks an assumption lies on a schedule of the
// reduced search (Stoller and Cohen, "Optimistic synchronization-based state-space reduction",
// TACAS 2003), so a search that ends without breaking one has assumed nothing wrong. The classes
// that it ends with are the same for every order of the search.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/check.h"
#include "checker/lock_order.h"
#include "checker/thread_state.h"
#include "checker/wire.h"

namespace epcheck {

enum class WordClass : std::uint8_t { cold, tracked, hot };

class Words {
 public:
  Words();
  /// Forgets everything. Cost: the number of words touched since the last time.
  void clear();
  /// Records an access of `thread` to the word at `address`. A word that has just become tracked
  /// counts as hot until the search has started again. For a tracked word, `slot` is its place
  /// among the tracked words.
  WordClass access(const ThreadState& thread, std::uintptr_t address, bool write, unsigned& slot);
  /// Whether words may be tracked; otherwise what no lock protects is hot at once.
  void set_tracking(bool tracking) { tracking_ = tracking; }
  /// Whether nested acquisitions may be no scheduling points.
  void set_nesting(bool nesting) { nesting_ = nesting; }
  bool nested_points() const { return lock_order_.cyclic() || !nesting_; }
  /// From now on nothing is learned: hot words are hot, and no others. For shortening and replaying
  /// what a search has found.
  void freeze() { frozen_ = true; }
  /// Takes note that a lock is used.
  void use_lock(std::uint32_t offset);
  /// Takes note that a thread that holds locks is about to take another. True if this must be a
  /// scheduling point, because nested locks may deadlock.
  bool nest_locks(const ThreadState& thread, std::uint32_t taken);
  /// Takes note that a thread is joined.
  void use_join() {
    if (frozen_) return;
    news_ |= !joins_ && !tracked_.empty();
    joins_ = true;
  }
  bool joins() const { return joins_; }
  /// The search starts again: numbers the tracked words.
  void restart();
  const std::vector<std::uint32_t>& tracked() const { return tracked_; }
  /// Words on the stack of a thread that others have used too, as indices of words from kBase.
  const std::vector<std::uint32_t>& shared_on_stack(unsigned thread) const {
    return shared_on_stack_[thread];
  }
  const std::vector<std::uint32_t>& locks() const { return locks_; }
  /// Makes a word hot whatever its accesses are; returns whether it is hot.
  bool make_hot(std::uintptr_t address);
  bool hot(std::uintptr_t address) const {
    return in_program(address) && (words_[(address - kBase) / 8].state & kHot);
  }
  /// What has been learned, on its way between worker processes.
  void write(WireWriter& wire) const;
  void merge(WireReader& wire);
  bool has_news() const { return news_; }
  Learned learned() const;
  /// After clear(): takes over what another search has learned.
  void start_with(const Learned& learned);
  /// Whether an assumption has broken since the last call.
  bool take_news() {
    bool news = news_;
    news_ = false;
    return news;
  }

 private:
  static constexpr unsigned kLocks = 3;
  /// Offsets of the locks that every one of some accesses held.
  struct LockSet {
    std::uint32_t locks[kLocks];
    std::uint8_t count;
    bool used;  // there was such an access
    /// One more access. True if a lock was dropped.
    bool narrow(const ThreadState& thread, bool write);
    bool narrow(const LockSet& other);
    bool held_by(const ThreadState& thread) const;
  };
  struct Word {
    LockSet accesses;
    LockSet writes;
    std::uint8_t owner;  // the first thread, plus 1; 0 is never accessed
    bool shared;
    std::uint8_t state;  // kWritten, kHot, kTracked
    std::uint16_t slot;  // among the tracked words, plus 1; 0 until the search has started again
  };
  static constexpr std::uint8_t kWritten = 1, kHot = 2, kTracked = 4;
  void set_class(Word& word);
  void share(std::uint32_t index);
  WordClass access_hot(Word& word, const ThreadState& thread, bool write);

  Word* words_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::uint32_t> tracked_;  // sorted
  std::vector<std::uint32_t> locks_;    // offsets, sorted
  std::vector<std::uint32_t> new_locks_;
  std::vector<std::uint32_t> shared_on_stack_[kMaxThreads];
  LockOrder lock_order_;
  bool tracking_ = true;
  bool nesting_ = true;  // a nested acquisition may be no scheduling point
  bool joins_ = false;
  bool frozen_ = false;
  bool news_ = false;
};

}  // namespace epcheck
