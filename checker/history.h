// SPDX-License-Identifier: MIT
// History: how much of what came before what is part of the state, for one word. The less is
// remembered, the fewer states there are. Each kind is a part of happens-before that does not
// depend on the order of operations that commute; a word for which it is too little gets another
// (docs/internals.md, "What is remembered"). Engine only.
#pragma once

#include <cstdint>

namespace epcheck {

enum class History : std::uint8_t {
  one_lock,  // as sections, and all is handed over by one lock; reads count as writes
  sections,  // a thread that holds no locks any more remembers only what is on its own stack
  whole,
};

/// What is remembered of a word now; `lock` is the one lock, as an offset from kBase.
struct Remembered {
  History history;
  std::uint32_t lock;
  bool operator==(const Remembered&) const = default;
};

/// What has been found out about a word: which locks are held at accesses to it, and what is not
/// enough. What follows does not depend on the order in which it was found out. All zero is
/// nothing.
class HistoryChoice {
 public:
  /// A lock is held at an access. True if best() has changed.
  bool see(std::uint32_t lock);
  /// What is remembered now is too little. REQUIRES: it is not the whole.
  void fail(Remembered now);
  void need_whole() { whole_ = true; }
  void merge(const HistoryChoice& other);
  Remembered best() const;

 private:
  static constexpr unsigned kLocks = 3;
  std::uint32_t locks_[kLocks];
  std::uint8_t count_;   // kLocks + 1 if there are more
  std::uint8_t failed_;  // one bit for each of the locks
  bool whole_;
};

}  // namespace epcheck
