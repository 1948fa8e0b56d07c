// SPDX-License-Identifier: MIT
// MachineCode: one function of this program, decoded as far as liveness needs: for each instruction
// where it goes on, how deep the stack is, which bytes of its own frame it reads and writes, and
// which of the registers that calls preserve. x86-64 only; decoding is done by Zydis.
//
// Offsets are relative to the CFA, the value of rsp before the call of the function: the return
// address lies at -8, the frame below it, arguments passed on the stack at 0 and above.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "checker/frame_objects.h"

namespace epcheck {

/// The registers that a called function preserves, as bits of a mask.
enum SavedRegister : std::uint8_t { kRbx, kRbp, kR12, kR13, kR14, kR15, kSavedRegisters };
using RegisterMask = std::uint8_t;
inline constexpr RegisterMask kAllRegisters = (1 << kSavedRegisters) - 1;

/// An access to the function's own frame.
struct FrameAccess {
  std::int32_t offset;
  std::uint16_t bytes;
  bool write;
};

/// An address in the function's own frame; `indexed` if something unknown is added to it.
struct TakenAddress {
  std::int32_t offset;
  bool indexed;
};

struct Instruction {
  std::uintptr_t address = 0;
  /// Where it may go on, as places in MachineCode::instructions(); empty: nowhere (ret, or no
  /// return).
  std::vector<std::uint32_t> next;
  std::vector<FrameAccess> accesses;
  RegisterMask reads = 0;
  RegisterMask writes = 0;
  /// A load (mov, pop) into this one register and nothing else: it reads only if the register is
  /// read later. kSavedRegisters if it is no such load.
  std::uint8_t loads = kSavedRegisters;
  bool returns = false;
  std::int32_t sp = 0;  // rsp before the instruction
  /// Takes the address of something in the frame: from now on what it leads to may be reached
  /// through pointers, save_slots() apart.
  std::optional<TakenAddress> takes;
  /// What `takes` leads to, and what the addresses lead to that may have been taken before, as bits
  /// of MachineCode::ranges().
  std::uint64_t reaches = 0, reached = 0;
};

/// Bytes of arguments on the stack that a function may read; with more it is not understood.
inline constexpr std::int32_t kMostArguments = 256;

class MachineCode {
 public:
  /// The function that `pc` lies in; null if it cannot be understood (jump tables, landing pads,
  /// variable frames, no unwind information). The result is kept for ever.
  static const MachineCode* containing(std::uintptr_t pc);

  /// In the order of their addresses.
  const std::vector<Instruction>& instructions() const { return instructions_; }
  /// The place of the one at `address`; nothing if none begins there.
  std::optional<std::size_t> find(std::uintptr_t address) const;
  std::uintptr_t begin() const { return begin_; }
  /// A number above 1 that is equal for functions of one shape, as copies of one template are.
  std::uint64_t shape() const { return shape_; }
  /// Offsets where the prologue saves the caller's registers.
  const std::vector<std::int32_t>& save_slots() const { return save_slots_; }
  /// The lowest offset that is accessed.
  std::int32_t lowest() const { return lowest_; }
  /// The parts of the frame that pointers lead to; they may overlap. See frame_reach.h.
  const std::vector<FrameRange>& ranges() const { return ranges_; }

 private:
  friend class MachineCodeReader;
  std::uintptr_t begin_ = 0;
  std::uint64_t shape_ = 0;
  std::vector<Instruction> instructions_;
  std::int32_t lowest_ = -8;
  std::vector<std::int32_t> save_slots_;
  std::vector<FrameRange> ranges_;
};

}  // namespace epcheck
