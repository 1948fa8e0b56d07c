// SPDX-License-Identifier: MIT
// StepNotes: all that a step has depended on, and all that it has done, taken down while it is
// taken, so that it need not be taken again where all that it depends on is the same
// (known_steps.h). Machine notes what is read and written by operations, Handover what it is told
// and asked. What the thread reads of its own stack is not noted: it is part of where the step
// begins.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/key.h"

namespace epcheck {

/// What Handover was told or asked; the names are those of its functions.
struct HandoverCall {
  enum class Kind : std::uint8_t {
    ordered,  // the only question; `b` is the answer
    access,
    forget,
    acquire,
    release,
    finish,
    load_from,
    store_to,
    fence
  };
  Kind kind;
  bool a = false, b = false;
  std::uint8_t held = 0;  // how many locks the thread has
  std::uint32_t n = 0;    // the slot, word, lock or atomic
  bool operator==(const HandoverCall&) const = default;
};

/// Bytes in memory, at most eight of them. If there are none: what can be seen of a stack, of all
/// of it if `address` is the number of a thread, of the frame that it leads to if it is a pointer.
struct NotedPlace {
  std::uintptr_t address;
  std::uint32_t bytes;
  bool operator==(const NotedPlace&) const = default;
};

struct NotedRead {
  NotedPlace place;
  Key value;
};

class StepNotes {
 public:
  struct Range {
    std::uintptr_t address;
    std::size_t bytes;
  };

  void clear();
  /// These bytes matter, as they are now; called before they change.
  void read(std::uintptr_t address, std::size_t bytes);
  void write(std::uintptr_t address, std::size_t bytes);
  /// The thread may look at the stack of a thread, or at a frame; `whole` is where that begins.
  /// False if that is known.
  bool see(std::uintptr_t stack_or_pointer, std::uintptr_t whole);
  void call(const HandoverCall& call);
  /// The step depends on more than what can be noted, or does more.
  void give_up() { complete_ = false; }

  bool complete() const { return complete_; }
  std::vector<NotedRead>& reads() { return reads_; }
  const std::vector<Range>& writes() const { return writes_; }
  const std::vector<HandoverCall>& calls() const { return calls_; }

 private:
  void read_word(NotedPlace place);

  bool complete_ = true;
  std::vector<NotedRead> reads_;      // in the order in which the step has made them
  std::vector<std::uintptr_t> seen_;  // where frames begin, and numbers of threads
  std::vector<Range> writes_;
  std::vector<HandoverCall> calls_;
};

}  // namespace epcheck
