// SPDX-License-Identifier: MIT
// FramePointers: whether the addresses that a function takes of its own frame stay in the objects
// that they are taken of, as far as the function itself computes with them. A compiler may reach
// one variable from the address of another, or take an address that is off by what it subtracts
// from an index; then an address says nothing about which object is meant. Forward data flow over
// registers: only what certainly is no such computation is taken for none.
#pragma once

#include <Zydis/Zydis.h>

#include <array>
#include <cstdint>
#include <vector>

#include "checker/machine_code.h"

namespace epcheck {

class FrameReach;

class FramePointers {
 public:
  FramePointers(const MachineCode& code, const FrameReach& reach) : code_(code), reach_(reach) {}

  bool stay_in_objects();

 private:
  /// What a register holds: no address of the frame, this one, or one of several.
  static constexpr std::int32_t kNone = INT32_MIN, kSeveral = INT32_MAX;
  using Registers = std::array<std::int32_t, 16>;

  struct Decoded {
    ZydisDecodedInstruction raw;
    std::vector<ZydisDecodedOperand> operands;  // at least two
  };

  static bool decode(const Instruction& instruction, Decoded& decoded);
  bool step(const Instruction& instruction, const Decoded& decoded, Registers& registers) const;
  bool leads_to(std::int32_t from, std::int64_t to, Registers& registers, int into) const;
  bool use_memory(const ZydisDecodedInstruction& raw, const ZydisDecodedOperand& operand,
                  Registers& registers) const;

  const MachineCode& code_;
  const FrameReach& reach_;
};

}  // namespace epcheck
