// SPDX-License-Identifier: MIT
#include "checker/frame_pointers.h"

#include <algorithm>
#include <vector>

#include "checker/frame_reach.h"

namespace epcheck {

namespace {

constexpr int kNoRegister = -1;

/// 0 to 15 for what is part of a general register; it may hold an address.
int number_of(ZydisRegister reg) {
  ZydisRegister whole = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
  if (whole < ZYDIS_REGISTER_RAX || whole > ZYDIS_REGISTER_R15) return kNoRegister;
  return whole - ZYDIS_REGISTER_RAX;
}

constexpr int kRspNumber = ZYDIS_REGISTER_RSP - ZYDIS_REGISTER_RAX;

bool is_preserved(int number) {
  return number == kRspNumber || number == ZYDIS_REGISTER_RBX - ZYDIS_REGISTER_RAX ||
         number == ZYDIS_REGISTER_RBP - ZYDIS_REGISTER_RAX ||
         number >= ZYDIS_REGISTER_R12 - ZYDIS_REGISTER_RAX;
}

bool is_string_operation(ZydisMnemonic mnemonic) {
  return mnemonic == ZYDIS_MNEMONIC_STOSB || mnemonic == ZYDIS_MNEMONIC_STOSD ||
         mnemonic == ZYDIS_MNEMONIC_STOSQ || mnemonic == ZYDIS_MNEMONIC_MOVSB ||
         mnemonic == ZYDIS_MNEMONIC_MOVSQ;
}

bool is_register(const ZydisDecodedOperand& operand) {
  return operand.type == ZYDIS_OPERAND_TYPE_REGISTER;
}

}  // namespace

bool FramePointers::stay_in_objects() {
  const std::vector<Instruction>& instructions = code_.instructions();
  std::vector<Decoded> decoded(instructions.size());
  Registers none;
  none.fill(kNone);
  std::vector<Registers> before(instructions.size(), none);
  for (std::size_t i = 0; i < instructions.size(); ++i)
    if (!decode(instructions[i], decoded[i])) return false;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t at = 0; at < instructions.size(); ++at) {
      Registers after = before[at];
      if (!step(instructions[at], decoded[at], after)) return false;
      for (std::uint32_t next : instructions[at].next)
        for (std::size_t i = 0; i < after.size(); ++i) {
          std::int32_t& known = before[next][i];
          if (after[i] == kNone || after[i] == known || known == kSeveral) continue;
          known = known == kNone ? after[i] : kSeveral;
          changed = true;
        }
    }
  }
  return true;
}

bool FramePointers::decode(const Instruction& instruction, Decoded& decoded) {
  ZydisDecoder decoder;
  ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
  ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
  if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder,
                                           reinterpret_cast<const void*>(instruction.address),
                                           ZYDIS_MAX_INSTRUCTION_LENGTH, &decoded.raw, operands)))
    return false;
  decoded.operands.assign(operands, operands + std::max<std::size_t>(decoded.raw.operand_count, 2));
  return true;
}

/// Something is computed from an address: it must not lead anywhere that the address does not.
bool FramePointers::leads_to(std::int32_t from, std::int64_t to, Registers& registers,
                             int into) const {
  if (from == kSeveral || to != static_cast<std::int32_t>(to) || into == kNoRegister) return false;
  std::int32_t offset = static_cast<std::int32_t>(to);
  if ((reach_.of({offset, false}) & ~reach_.of({from, false})) != 0) return false;
  registers[static_cast<std::size_t>(into)] = offset;
  return true;
}

bool FramePointers::use_memory(const ZydisDecodedInstruction& raw,
                               const ZydisDecodedOperand& operand, Registers& registers) const {
  int base = number_of(operand.mem.base), index = number_of(operand.mem.index);
  auto held = [&](int reg) {
    return reg == kNoRegister ? kNone : registers[static_cast<std::size_t>(reg)];
  };
  if (held(index) != kNone) return false;
  if (held(base) == kNone) return true;
  if (index != kNoRegister) return false;
  if (held(base) == kSeveral || raw.mnemonic == ZYDIS_MNEMONIC_LEA) return true;
  std::int64_t from = held(base) + operand.mem.disp.value, to = from + operand.size / 8;
  std::uint64_t reach = reach_.of({held(base), false});
  return std::any_of(reach_.ranges().begin(), reach_.ranges().end(), [&](const FrameRange& range) {
    std::size_t bit = static_cast<std::size_t>(&range - reach_.ranges().data());
    return (reach >> bit & 1) && from >= range.begin && to <= range.end;
  });
}

bool FramePointers::step(const Instruction& instruction, const Decoded& decoded,
                         Registers& registers) const {
  const ZydisDecodedInstruction& raw = decoded.raw;
  const std::vector<ZydisDecodedOperand>& operand = decoded.operands;
  auto held = [&](const ZydisDecodedOperand& each) {
    int number = is_register(each) ? number_of(each.reg.value) : kNoRegister;
    return number == kNoRegister ? kNone : registers[static_cast<std::size_t>(number)];
  };
  auto set = [&](const ZydisDecodedOperand& each, std::int32_t value) {
    int number = is_register(each) ? number_of(each.reg.value) : kNoRegister;
    if (number != kNoRegister) registers[static_cast<std::size_t>(number)] = value;
  };
  for (unsigned i = 0; i < raw.operand_count; ++i)
    if (operand[i].type == ZYDIS_OPERAND_TYPE_MEMORY && !use_memory(raw, operand[i], registers))
      return false;
  bool copies = is_register(operand[0]) && is_register(operand[1]);
  bool whole = operand[0].size == 64;
  switch (raw.mnemonic) {
    case ZYDIS_MNEMONIC_CALL:
      // An argument is the address of an object, and so is what is returned.
      for (int i = 0; i < 16; ++i)
        if (!is_preserved(i)) registers[static_cast<std::size_t>(i)] = kNone;
      return true;
    case ZYDIS_MNEMONIC_PUSH:
    case ZYDIS_MNEMONIC_CMP:
    case ZYDIS_MNEMONIC_TEST:
    case ZYDIS_MNEMONIC_NOP:
      return true;
    case ZYDIS_MNEMONIC_LEA: {
      int into = number_of(operand[0].reg.value), base = number_of(operand[1].mem.base);
      if (into == kRspNumber) return true;
      if (instruction.takes) {
        set(operand[0], instruction.takes->indexed ? kNone : instruction.takes->offset);
        return whole;
      }
      std::int32_t from = base == kNoRegister ? kNone : registers[static_cast<std::size_t>(base)];
      set(operand[0], kNone);
      if (from == kNone) return true;
      return whole && leads_to(from, from + operand[1].mem.disp.value, registers, into);
    }
    case ZYDIS_MNEMONIC_MOV: {
      if (copies && operand[1].reg.value == ZYDIS_REGISTER_RSP) {
        if (!instruction.takes) return false;  // a frame pointer
        set(operand[0], instruction.takes->offset);
        return true;
      }
      std::int32_t value = held(operand[1]);
      if (value != kNone && !whole) return false;
      if (operand[0].type != ZYDIS_OPERAND_TYPE_MEMORY) {
        set(operand[0], value);
        return true;
      }
      if (value == kNone) return true;
      // A pointer that the program stores lies in a variable; a spilled one could be anything.
      for (const FrameAccess& access : instruction.accesses)
        if (access.write && reach_.of({access.offset, false}) == 1) return false;
      return true;
    }
    case ZYDIS_MNEMONIC_ADD:
    case ZYDIS_MNEMONIC_SUB: {
      std::int32_t from = held(operand[0]);
      if (held(operand[1]) != kNone) return false;
      if (from == kNone) return true;
      if (!whole || operand[1].type != ZYDIS_OPERAND_TYPE_IMMEDIATE) return false;
      std::int64_t by = operand[1].imm.value.s;
      return leads_to(from, from + (raw.mnemonic == ZYDIS_MNEMONIC_ADD ? by : -by), registers,
                      number_of(operand[0].reg.value));
    }
    case ZYDIS_MNEMONIC_XOR:
      if (copies && operand[0].reg.value == operand[1].reg.value) set(operand[0], kNone);
      break;
    default:
      break;
  }
  if (is_string_operation(raw.mnemonic)) {
    for (unsigned i = 0; i < raw.operand_count; ++i)
      if (held(operand[i]) != kNone) set(operand[i], kSeveral);
    return true;
  }
  for (unsigned i = 0; i < raw.operand_count; ++i)
    if (held(operand[i]) != kNone && (operand[i].actions & ZYDIS_OPERAND_ACTION_MASK_READ))
      return false;
  for (unsigned i = 0; i < raw.operand_count; ++i)
    if (operand[i].actions & ZYDIS_OPERAND_ACTION_WRITE) set(operand[i], kNone);
  return true;
}

}  // namespace epcheck
