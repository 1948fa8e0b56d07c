// SPDX-License-Identifier: MIT
// SeenStacks: what threads can see of the stacks of other threads without operations. By a pointer
// to a stack a thread can read the variables of the frame that it points into, and go on from what
// it finds there; a frame that nothing leads to it cannot read, nor what no address is taken of, as
// saved registers. What threads access by operations is left out: that they do not read without.
// Cells of eight bytes are told apart by where the function whose frame they lie in goes on.
// docs/internals.md, "Known steps". Used by Repeater alone.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "checker/key.h"
#include "checker/key_table.h"
#include "checker/undo_log.h"

namespace epcheck {

class Machine;

/// The thread on whose stack it lies, below what the engine keeps there; kMaxThreads if on none.
/// The upper 16 bits of a pointer may be a tag.
unsigned stack_of(std::uintptr_t pointer);

/// One frame, or all of a stack that is not understood.
struct SeenFrame {
  std::uintptr_t begin, end;
  std::uintptr_t pc;                     // where its function goes on; 0 if that is not known
  Key key;                               // of its words, and of the above
  std::vector<std::uintptr_t> pointers;  // to stacks
};

struct SeenStack {
  Key key;
  std::vector<SeenFrame> frames;
  /// Null if the pointer leads to none.
  const SeenFrame* at(std::uintptr_t pointer) const;
};

class SeenStacks {
 public:
  explicit SeenStacks(Machine& machine) : machine_(machine) {}

  /// Another program.
  void clear();
  /// Keeps memory in bounds. What of() has returned is no more.
  void trim();

  /// Of a thread that is not running. REQUIRES: keys.exact is known, or keys.seen.
  const SeenStack& of(unsigned thread, StackKeys& keys);
  bool knows(const StackKeys& keys) const { return keys.seen_version == version_; }

  /// Threads access these bytes of the frame by operations.
  void share(const SeenFrame& frame, std::uintptr_t address, std::size_t bytes);

 private:
  struct Cell {
    std::uintptr_t address, pc;
    bool operator==(const Cell&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Cell& cell) const {
      return (cell.address ^ cell.pc << 20) * 0x9E3779B97F4A7C15u;
    }
  };

  SeenStack look(unsigned thread) const;
  std::uint64_t shared(std::uintptr_t address, std::uintptr_t pc) const;
  void forget();

  Machine& machine_;
  std::unordered_map<Cell, std::uint64_t, Hash> shared_;  // the bits of these bytes
  std::uint32_t version_ = 1;
  KeyTable<std::uint32_t> known_;  // places in stacks_, plus 1, by the exact key of the thread
  std::deque<SeenStack> stacks_;
};

}  // namespace epcheck
