// SPDX-License-Identifier: MIT
// FrameFlow: backward data flow over one function: what of its frame, and which saved registers,
// are live before each of its instructions, if the caller wants certain registers back. Used by
// Liveness.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/machine_code.h"

namespace epcheck {

/// Part of a word of the stack that is live; and what of it pointers may lead to, by which others
/// can read it.
struct LiveWord {
  std::uint16_t index;  // in words, from the stack pointer at the call
  std::uint64_t mask, reached;
};

/// One function that waits for a call to return.
struct LiveFrame {
  bool understood = false;
  std::uint32_t bytes = 0;                 // from the stack pointer at the call to the CFA
  RegisterMask registers = kAllRegisters;  // live when the call returns
  std::vector<LiveWord> words;
  std::vector<std::uint64_t> masks;  // of all words, if it is understood
  std::uint64_t function = 0;        // by its shape
};

class FrameFlow {
 public:
  FrameFlow(const MachineCode& code, RegisterMask wanted);

  /// What is live when the call that returns to `pc` returns.
  LiveFrame at(std::uintptr_t pc) const;

 private:
  /// A set of bytes of the frame, and of registers.
  struct Live {
    RegisterMask registers = 0;
    std::vector<std::uint64_t> bytes;
  };

  void set(Live& live, std::int32_t begin, std::int32_t end, bool value) const;
  static bool merge(Live& into, const Live& other);
  void step_back(const Instruction& instruction, RegisterMask wanted, Live& live) const;
  void set_reach(const Instruction& instruction, Live& live) const;
  bool is_save_slot(std::int32_t offset) const;
  bool is_live(const Live& live, std::int32_t offset) const;
  bool is_reached(const Instruction& instruction, std::int32_t offset) const;

  const MachineCode& code_;
  std::vector<Live> before_;  // each instruction
};

}  // namespace epcheck
