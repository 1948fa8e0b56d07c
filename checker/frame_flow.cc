// SPDX-License-Identifier: MIT
#include "checker/frame_flow.h"

#include <algorithm>

namespace epcheck {

FrameFlow::FrameFlow(const MachineCode& code, RegisterMask wanted) : code_(code) {
  const std::vector<Instruction>& instructions = code.instructions();
  Live nothing;
  nothing.bytes.resize((static_cast<std::size_t>(kMostArguments - code.lowest()) + 63) / 64);
  before_.assign(instructions.size(), nothing);
  // To a fixed point, from the last instruction to the first, since most flow is downward.
  Live live;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = instructions.size(); i-- > 0;) {
      live = nothing;
      for (std::uint32_t next : instructions[i].next) merge(live, before_[next]);
      step_back(instructions[i], wanted, live);
      changed |= merge(before_[i], live);
    }
  }
}

/// The bytes from `begin` to before `end`, as far as they are in the set at all.
void FrameFlow::set(Live& live, std::int32_t begin, std::int32_t end, bool value) const {
  begin = std::max(begin, code_.lowest()) - code_.lowest();
  end = std::min(end, kMostArguments) - code_.lowest();
  while (begin < end) {
    std::int32_t in_word = begin % 64, count = std::min(64 - in_word, end - begin);
    std::uint64_t mask = (count == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1)
                         << in_word;
    std::uint64_t& word = live.bytes[static_cast<std::size_t>(begin / 64)];
    word = value ? word | mask : word & ~mask;
    begin += count;
  }
}

/// True if `into` grew.
bool FrameFlow::merge(Live& into, const Live& other) {
  bool grew = (other.registers & ~into.registers) != 0;
  into.registers |= other.registers;
  for (std::size_t i = 0; i < into.bytes.size(); ++i) {
    grew |= (other.bytes[i] & ~into.bytes[i]) != 0;
    into.bytes[i] |= other.bytes[i];
  }
  return grew;
}

/// What is live before an instruction, from what is live after it.
void FrameFlow::step_back(const Instruction& instruction, RegisterMask wanted, Live& live) const {
  if (instruction.returns) live.registers |= wanted;
  bool loads = instruction.loads != kSavedRegisters;
  bool loaded_is_wanted = loads && (live.registers >> instruction.loads & 1);
  live.registers &= static_cast<RegisterMask>(~instruction.writes);
  live.registers |= instruction.reads;
  for (const FrameAccess& access : instruction.accesses)
    if (access.write) set(live, access.offset, access.offset + access.bytes, false);
  for (const FrameAccess& access : instruction.accesses)
    if (!access.write && (!loads || loaded_is_wanted))
      set(live, access.offset, access.offset + access.bytes, true);
  if (instruction.reaches != 0) set_reach(instruction, live);
}

/// Whoever gets an address may read all that it leads to. But for the registers that the prologue
/// saved: nobody reads those through a pointer.
void FrameFlow::set_reach(const Instruction& instruction, Live& live) const {
  Live reached = live;
  for (std::size_t i = 0; i < code_.ranges().size(); ++i)
    if (instruction.reaches >> i & 1)
      set(reached, code_.ranges()[i].begin, code_.ranges()[i].end, true);
  for (std::int32_t slot : code_.save_slots()) set(reached, slot, slot + 8, false);
  merge(live, reached);
}

bool FrameFlow::is_save_slot(std::int32_t offset) const {
  return std::any_of(code_.save_slots().begin(), code_.save_slots().end(),
                     [&](std::int32_t slot) { return offset >= slot && offset < slot + 8; });
}

bool FrameFlow::is_live(const Live& live, std::int32_t offset) const {
  if (offset >= -8 && offset < 0) return true;  // the return address
  auto bit = static_cast<std::size_t>(offset - code_.lowest());
  return live.bytes[bit / 64] >> bit % 64 & 1;
}

bool FrameFlow::is_reached(const Instruction& instruction, std::int32_t offset) const {
  for (std::size_t i = 0; i < code_.ranges().size(); ++i)
    if ((instruction.reached >> i & 1) && offset >= code_.ranges()[i].begin &&
        offset < code_.ranges()[i].end)
      return !is_save_slot(offset);
  return false;
}

LiveFrame FrameFlow::at(std::uintptr_t pc) const {
  std::optional<std::size_t> place = code_.find(pc);
  if (!place) return {};
  const Instruction& instruction = code_.instructions()[*place];
  const Live& live = before_[*place];
  LiveFrame frame;
  frame.understood = true;
  frame.bytes = static_cast<std::uint32_t>(-instruction.sp);
  frame.registers = live.registers;
  for (std::int32_t word = instruction.sp; word < kMostArguments; word += 8) {
    std::uint64_t mask = 0, reached = 0;
    for (int byte = 0; byte < 8; ++byte) {
      if (is_reached(instruction, word + byte)) reached |= std::uint64_t{0xff} << byte * 8;
      if (is_live(live, word + byte)) mask |= std::uint64_t{0xff} << byte * 8;
    }
    mask |= reached;
    if (mask != 0)
      frame.words.push_back(
          {static_cast<std::uint16_t>((word - instruction.sp) / 8), mask, reached});
  }
  return frame;
}

}  // namespace epcheck
