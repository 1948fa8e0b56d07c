// SPDX-License-Identifier: MIT
// Repeater: takes steps that are known (known_steps.h) by writing down what they did. Machine asks
// it before each step, and tells it of each operation of a step that is taken for the first time.
// It knows what else such a step may depend on: memory that was written without operations while it
// was allocated, and what the thread can see of the stacks of others (seen_stacks.h).
// docs/internals.md, "Known steps". Used by Machine alone.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "checker/check.h"
#include "checker/known_steps.h"
#include "checker/operation.h"
#include "checker/seen_stacks.h"
#include "checker/thread.h"
#include "checker/thread_state.h"

namespace epcheck {

class Machine;

class Repeater {
 public:
  explicit Repeater(Machine& machine) : machine_(machine), seen_(machine) {}

  /// Another program.
  void start() { seen_.clear(); }
  /// The first state again. What is known is kept as long as the same operations are scheduling
  /// points and Handover numbers the same words.
  void restart();
  /// Whether steps are repeated; if not, each is taken.
  void set_wanted(bool wanted) { wanted_ = wanted; }

  /// Whether steps may be repeated at all in this check.
  bool possible() const { return possible_; }
  /// How many steps have been known, since steps were forgotten the last time.
  std::uint64_t repeated() const { return steps_.hits(); }

  /// What the step does, if it is known; or null.
  KnownStep* find(Decision decision);
  /// Does it. False if what has come before what is not as it was; then the step is to be undone.
  bool repeat(ThreadState& task, KnownStep& known);

  /// Whether the last step was one from notes that have not been compared with the step itself.
  /// They count as compared from now on.
  bool take_unchecked() {
    bool unchecked = last_ != nullptr && !last_->checked;
    if (unchecked) last_->checked = true;
    return unchecked;
  }

  /// Before and after a step is taken that is not known. The first returns whether it is noted.
  bool begin(const ThreadState& task);
  void end();
  /// After a step that was noted, when the thread's part of the key is up to date.
  void remember(unsigned thread);
  /// Takes note of what the thread counts for in the key.
  void describe(KnownStep& known, unsigned thread) const;

  bool noting() const { return noting_; }
  /// The step depends on more than what can be noted, or does more.
  void give_up();
  /// An operation is about to be announced or carried out. REQUIRES: noting().
  void note_operation(const Operation& operation);
  /// The step depends on what is there now. REQUIRES: noting().
  void note_read(std::uintptr_t address, std::size_t bytes);
  /// An operation is about to access this.
  void note_access(std::uintptr_t address, std::size_t bytes, bool reads, bool writes) {
    if (possible_) note_possible_access(address, bytes, reads, writes);
  }
  /// Ghost state is about to change.
  void note_ghost(std::uintptr_t address, std::size_t bytes);
  void note_block(std::uintptr_t begin, std::size_t bytes) { allocated_.push_back({begin, bytes}); }
  void note_freed(std::uintptr_t block, std::size_t bytes);

  /// What is known of a thread; to be saved and put back with its stack.
  StackKeys& stack(unsigned thread) { return stacks_[thread]; }

 private:
  bool may_repeat() const;
  bool repeat_handover(ThreadState& task, KnownStep& known);
  void write_handover(const std::vector<HandoverChange>& changes);
  const Key& exact_key(unsigned thread);
  const SeenStack& seen(unsigned thread);
  Key seen_key(std::uintptr_t stack_or_pointer);
  void see(std::uintptr_t pointer);
  void see_stack(unsigned thread);
  void note_possible_access(std::uintptr_t address, std::size_t bytes, bool reads, bool writes);
  void note_shared(std::uintptr_t address, std::size_t bytes);
  const Key& movables_key();
  void note_unannounced(std::uintptr_t address, std::size_t bytes);
  void find_unannounced();
  bool is_announced(std::uintptr_t address, const std::byte* before) const;

  Machine& machine_;
  bool possible_ = false;  // in this check
  bool wanted_ = true;
  bool noting_ = false;
  KnownSteps steps_;
  StepNotes notes_;
  KnownStep* last_ = nullptr;  // the last step, if it was known
  std::array<StackKeys, kMaxThreads> stacks_{};
  SeenStacks seen_;
  std::vector<StepNotes::Range> allocated_;  // in this step
  std::vector<std::byte> before_;            // what Handover knew before it
  Key begin_;                                // where the step begins
  unsigned self_ = 0;                        // whose step it is
  Key movables_;                             // which there are
  std::uint64_t movables_version_ = 0;
  Key learned_;  // what is known of words
};

}  // namespace epcheck
