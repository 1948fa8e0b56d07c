// SPDX-License-Identifier: MIT
// EventLog: what one step does that other threads can tell, as the dpor search needs it: which
// words of memory are read and written, which locks are taken. The Machine tells it of each
// operation before that is carried out; it changes nothing. Things that are no memory but on which
// steps depend (the next thread's number, that a thread has finished) are words beyond the memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/layout.h"
#include "checker/thread_state.h"

namespace epcheck {

struct Operation;

/// Two accesses to the same bytes commute if both read, or if both are readers of a lock coming and
/// going; otherwise they depend on each other.
enum class Effect : std::uint8_t { read, enter, leave, write };

inline bool commute(Effect a, Effect b) {
  if (a == Effect::read || b == Effect::read) return a == b;
  return a != Effect::write && b != Effect::write;
}

/// `words` words of eight bytes from number `word` on; of a single one the bytes in `mask`.
struct StepAccess {
  std::uint64_t before;  // the value of the (first) word
  std::uint32_t word;
  std::uint32_t words;
  std::uint8_t mask;
  Effect effect;
  bool blocks;         // the step had to wait until the word was as it is
  bool range = false;  // the words come to life, or are gone: `before` is of no use
};

inline bool conflict(const StepAccess& a, const StepAccess& b) {
  if (a.word >= b.word + b.words || b.word >= a.word + a.words) return false;
  if (a.words == 1 && b.words == 1 && (a.mask & b.mask) == 0) return false;
  return !commute(a.effect, b.effect);
}

/// Whether the access is to some of these bytes, which lie in the program's memory.
inline bool overlaps(const StepAccess& access, const void* bytes, unsigned size) {
  std::uintptr_t from = reinterpret_cast<std::uintptr_t>(bytes) - kBase;
  return access.word < (from + size + 7) / 8 && access.word + access.words > from / 8;
}

inline constexpr std::uint32_t kMemoryWords = kTotalBytes / 8;
/// Written by whoever starts a thread: it takes the next number.
inline constexpr std::uint32_t kSpawnWord = kMemoryWords;
/// Written by the finish of a thread, read by who waits for it. Waiting for it cannot be first.
inline constexpr std::uint32_t kFinishWords = kMemoryWords + 1;
inline constexpr std::uint32_t kAllWords = kFinishWords + kMaxThreads;

/// An operation by which steps of threads may be ordered for C++, or that may be in a data race: an
/// access, a fence, a lock, the finish of a thread, what a wait has looked at.
struct SyncOp {
  OpCode code;
  std::uint32_t word;
  std::uint8_t mask;
  bool writes;
  const void* pc;
};

class EventLog {
 public:
  /// A new step begins.
  void clear() {
    count_ = 0;
    sync_.clear();
  }
  std::span<const StepAccess> accesses() const { return {accesses_.data(), count_}; }
  const std::vector<SyncOp>& sync() const { return sync_; }

  /// The thread is about to carry the operation out, or to fail in trying to.
  void note(const ThreadState& task, const Operation& operation);
  /// A condition reads memory; ignored but for the conditions that are evaluated by the log itself.
  void note_peek(std::uintptr_t address, unsigned size) {
    if (collecting_) add(address, size, Effect::read, true);
  }
  /// The conditions of a wait read what they do now. Returns whether one of them holds.
  bool note_conditions(const void* conditions, std::uint64_t count);
  /// The bytes from `from` to `to` come to life, or are gone.
  void add_range(std::uintptr_t from, std::uintptr_t to);

  /// The step had to wait until it saw what its first access has seen.
  void block() {
    if (count_ != 0) accesses_[0].blocks = true;
  }
  /// Whether there has been a plain access. Before, nothing can race, and sync() stays empty.
  bool plains() const { return plains_; }
  /// Whether a thread has accessed the stack of another.
  bool stacks_shared() const { return stacks_shared_; }

 private:
  void note_sync(std::uint32_t word, std::uint8_t mask, Effect effect);
  void note_try(std::uintptr_t address);
  void add(std::uintptr_t address, unsigned size, Effect effect, bool blocks = false);
  void add_word(std::uint32_t word, Effect effect);

  void append(const StepAccess& access) {
    if (count_ == accesses_.size()) accesses_.resize(2 * count_ + 8);
    accesses_[count_++] = access;
  }

  std::vector<StepAccess> accesses_;  // the first count_ of them
  std::size_t count_ = 0;
  std::vector<SyncOp> sync_;
  // Of the operation that is being noted.
  OpCode code_{};
  const void* pc_ = nullptr;
  bool collecting_ = false;
  bool stacks_shared_ = false;
  bool plains_ = false;
};

}  // namespace epcheck
