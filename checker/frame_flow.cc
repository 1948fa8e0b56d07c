// SPDX-License-Identifier: MIT
#include "checker/frame_flow.h"

#include <algorithm>

namespace epcheck {

namespace {

/// A set of bytes of the frame, and of registers.
class Live {
 public:
  explicit Live(std::int32_t lowest)
      : lowest_(lowest), bits_((static_cast<std::size_t>(kMostArguments - lowest) + 63) / 64) {}

  void set(std::int32_t offset, std::uint16_t bytes, bool live) {
    for (std::int32_t i = offset; i < offset + bytes; ++i) {
      if (i < lowest_ || i >= kMostArguments) continue;
      std::size_t bit = static_cast<std::size_t>(i - lowest_);
      if (live)
        bits_[bit / 64] |= std::uint64_t{1} << bit % 64;
      else
        bits_[bit / 64] &= ~(std::uint64_t{1} << bit % 64);
    }
  }
  void set_all(FrameRange range) {
    for (std::int32_t i = range.begin; i < range.end; ++i) set(i, 1, true);
  }
  bool test(std::int32_t offset) const {
    std::size_t bit = static_cast<std::size_t>(offset - lowest_);
    return bits_[bit / 64] >> bit % 64 & 1;
  }
  /// True if this grew.
  bool merge(const Live& other) {
    bool grew = (other.registers & ~registers) != 0;
    registers |= other.registers;
    for (std::size_t i = 0; i < bits_.size(); ++i) {
      grew |= (other.bits_[i] & ~bits_[i]) != 0;
      bits_[i] |= other.bits_[i];
    }
    return grew;
  }
  RegisterMask registers = 0;

 private:
  std::int32_t lowest_;
  std::vector<std::uint64_t> bits_;
};

/// What is live before an instruction, from what is live after it.
void step_back(const MachineCode& code, const Instruction& instruction, RegisterMask wanted,
               Live& live) {
  if (instruction.returns) live.registers |= wanted;
  bool loads = instruction.loads != kSavedRegisters;
  bool loaded_is_wanted = loads && (live.registers >> instruction.loads & 1);
  live.registers &= static_cast<RegisterMask>(~instruction.writes);
  live.registers |= instruction.reads;
  for (const FrameAccess& access : instruction.accesses)
    if (access.write) live.set(access.offset, access.bytes, false);
  for (const FrameAccess& access : instruction.accesses)
    if (!access.write && (!loads || loaded_is_wanted)) live.set(access.offset, access.bytes, true);
  // Whoever gets an address may read all that it leads to.
  for (std::size_t i = 0; i < code.ranges().size(); ++i)
    if (instruction.reaches >> i & 1) live.set_all(code.ranges()[i]);
}

/// Without the registers that the prologue saved: nobody reads those through a pointer.
void drop_save_slots(const MachineCode& code, const Instruction& instruction, const Live& after,
                     Live& live) {
  if (instruction.reaches == 0) return;
  for (std::int32_t slot : code.save_slots())
    for (std::int32_t byte = slot; byte < slot + 8; ++byte) live.set(byte, 1, after.test(byte));
}

}  // namespace

LiveFrame analyse_frame(const MachineCode& code, std::uintptr_t pc, RegisterMask wanted) {
  auto start = code.instructions().find(pc);
  if (start == code.instructions().end()) return {};

  // To a fixed point, from the last instruction to the first, since most flow is downward.
  std::map<std::uintptr_t, Live> before;
  for (const auto& [address, instruction] : code.instructions())
    before.emplace(address, Live(code.lowest()));
  for (bool changed = true; changed;) {
    changed = false;
    for (auto it = code.instructions().rbegin(); it != code.instructions().rend(); ++it) {
      Live live(code.lowest());
      for (std::uintptr_t next : it->second.next) live.merge(before.at(next));
      Live after = live;
      step_back(code, it->second, wanted, live);
      drop_save_slots(code, it->second, after, live);
      changed |= before.at(it->first).merge(live);
    }
  }

  LiveFrame frame;
  const Live& live = before.at(pc);
  std::int32_t sp = start->second.sp;
  frame.understood = true;
  frame.bytes = static_cast<std::uint32_t>(-sp);
  frame.registers = live.registers;
  auto is_live = [&](std::int32_t offset) {
    if (offset >= -8 && offset < 0) return true;  // the return address
    if (live.test(offset)) return true;
    bool reached = false;
    for (std::size_t i = 0; i < code.ranges().size(); ++i)
      reached |= (start->second.reached >> i & 1) && offset >= code.ranges()[i].begin &&
                 offset < code.ranges()[i].end;
    if (!reached) return false;
    return std::none_of(code.save_slots().begin(), code.save_slots().end(),
                        [&](std::int32_t slot) { return offset >= slot && offset < slot + 8; });
  };
  for (std::int32_t word = sp; word < kMostArguments; word += 8) {
    std::uint64_t mask = 0;
    for (int byte = 0; byte < 8; ++byte)
      if (is_live(word + byte)) mask |= std::uint64_t{0xff} << byte * 8;
    if (mask != 0) frame.words.push_back({static_cast<std::uint16_t>((word - sp) / 8), mask});
  }
  return frame;
}

}  // namespace epcheck
