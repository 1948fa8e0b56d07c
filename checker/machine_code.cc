// SPDX-License-Identifier: MIT
#include "checker/machine_code.h"

#include <Zydis/Zydis.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "checker/frame_reach.h"
#include "checker/unwind_table.h"

namespace epcheck {

namespace {

constexpr std::size_t kMaxInstructions = 20'000;
constexpr std::int32_t kMaxFrame = 4096;
constexpr std::int32_t kUnknown = 1 << 30;

std::uint8_t saved_register(ZydisRegister reg) {
  switch (ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg)) {
    case ZYDIS_REGISTER_RBX:
      return kRbx;
    case ZYDIS_REGISTER_RBP:
      return kRbp;
    case ZYDIS_REGISTER_R12:
      return kR12;
    case ZYDIS_REGISTER_R13:
      return kR13;
    case ZYDIS_REGISTER_R14:
      return kR14;
    case ZYDIS_REGISTER_R15:
      return kR15;
    default:
      return kSavedRegisters;
  }
}

bool is_rsp(ZydisRegister reg) {
  return ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg) == ZYDIS_REGISTER_RSP;
}

bool reads(const ZydisDecodedOperand& operand) {
  return operand.actions & (ZYDIS_OPERAND_ACTION_READ | ZYDIS_OPERAND_ACTION_CONDREAD);
}
bool writes(const ZydisDecodedOperand& operand) {
  return operand.actions & (ZYDIS_OPERAND_ACTION_WRITE | ZYDIS_OPERAND_ACTION_CONDWRITE);
}
/// Certainly, and all of the register or memory.
bool overwrites(const ZydisDecodedOperand& operand) {
  return (operand.actions & ZYDIS_OPERAND_ACTION_WRITE) != 0;
}

}  // namespace

/// Reads a function from its first instruction along all jumps, following how deep the stack is and
/// whether rbp points into the frame.
class MachineCodeReader {
 public:
  explicit MachineCodeReader(FunctionBounds bounds) : bounds_(bounds) {
    ZydisDecoderInit(&decoder_, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
  }

  std::unique_ptr<MachineCode> read() {
    if (bounds_.catches) return nullptr;
    code_ = std::make_unique<MachineCode>();
    code_->begin_ = bounds_.begin;
    work_.push_back({bounds_.begin, {-8, kUnknown}});
    while (!work_.empty()) {
      auto [address, depth] = work_.back();
      work_.pop_back();
      if (!visit(address, depth)) return nullptr;
    }
    put_in_order();
    limit_reach();
    spread_reach();
    for (std::int32_t offset : popped_)
      if (pushed_.count(offset) != 0) code_->save_slots_.push_back(offset);
    if (!understood_ || code_->lowest_ < -kMaxFrame) return nullptr;
    return std::move(code_);
  }

 private:
  struct Depth {
    std::int32_t sp;
    std::int32_t bp;  // of rbp as a frame pointer; kUnknown if it is an ordinary register
    bool operator==(const Depth&) const = default;
  };
  struct Decoded {
    ZydisDecodedInstruction instruction;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
  };
  struct Found {
    Instruction instruction;
    std::vector<std::uintptr_t> targets;  // where it may go on
  };

  bool visit(std::uintptr_t address, Depth depth) {
    auto known = depths_.find(address);
    if (known != depths_.end()) {
      if (known->second == depth) return true;
      if (known->second.sp != depth.sp) return false;
      if (known->second.bp == kUnknown) return true;
      depth.bp = kUnknown;  // different on two paths: an ordinary register from here on
    }
    depths_[address] = depth;
    if (depths_.size() > kMaxInstructions) return false;
    Decoded decoded;
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder_, reinterpret_cast<const void*>(address),
                                             ZYDIS_MAX_INSTRUCTION_LENGTH, &decoded.instruction,
                                             decoded.operands)))
      return false;
    Found& found = found_[address];
    found = {};
    found.instruction.address = address;
    found.instruction.sp = depth.sp;
    return understand(decoded, found.instruction, depth) && go_on(decoded, found, depth);
  }

  /// Frame accesses, registers, and the change of the stack pointer.
  bool understand(const Decoded& decoded, Instruction& instruction, Depth& depth) {
    const ZydisDecodedInstruction& raw = decoded.instruction;
    const ZydisDecodedOperand* operand = decoded.operands;
    std::int32_t after = depth.sp;
    switch (raw.mnemonic) {
      case ZYDIS_MNEMONIC_PUSH:
        after -= 8;
        access(instruction, after, 8, true);
        if (operand[0].type == ZYDIS_OPERAND_TYPE_REGISTER) {
          if (is_rsp(operand[0].reg.value)) return false;
          std::uint8_t saved = saved_register(operand[0].reg.value);
          if (saved != kSavedRegisters) pushed_.insert(after);
        }
        break;
      case ZYDIS_MNEMONIC_POP: {
        access(instruction, depth.sp, 8, false);
        after += 8;
        if (operand[0].type != ZYDIS_OPERAND_TYPE_REGISTER) return false;
        std::uint8_t saved = saved_register(operand[0].reg.value);
        if (saved != kSavedRegisters) {
          popped_.insert(depth.sp);
          instruction.loads = saved;
        }
        if (saved == kRbp) depth.bp = kUnknown;
        instruction.writes |= mask(saved);
        depth.sp = after;
        return true;
      }
      case ZYDIS_MNEMONIC_LEAVE:
        if (depth.bp == kUnknown) return false;
        access(instruction, depth.bp, 8, false);
        popped_.insert(depth.bp);
        instruction.writes |= mask(kRbp);
        instruction.reads |= mask(kRbp);
        depth = {depth.bp + 8, kUnknown};
        return true;
      case ZYDIS_MNEMONIC_SUB:
      case ZYDIS_MNEMONIC_ADD:
        if (operand[0].type == ZYDIS_OPERAND_TYPE_REGISTER && is_rsp(operand[0].reg.value)) {
          if (operand[1].type != ZYDIS_OPERAND_TYPE_IMMEDIATE) return false;
          std::int32_t by = static_cast<std::int32_t>(operand[1].imm.value.s);
          depth.sp += raw.mnemonic == ZYDIS_MNEMONIC_SUB ? -by : by;
          return true;
        }
        break;
      case ZYDIS_MNEMONIC_MOV:
        if (operand[0].type == ZYDIS_OPERAND_TYPE_REGISTER &&
            operand[1].type == ZYDIS_OPERAND_TYPE_REGISTER) {
          if (is_rsp(operand[0].reg.value)) {
            if (saved_register(operand[1].reg.value) != kRbp || depth.bp == kUnknown) return false;
            depth.sp = depth.bp;
            return true;
          }
          if (is_rsp(operand[1].reg.value)) {
            if (operand[0].reg.value == ZYDIS_REGISTER_RBP) {
              depth.bp = depth.sp;
              instruction.writes |= mask(kRbp);
              return true;
            }
            take_address(instruction, depth.sp);
            write_register(instruction, depth, operand[0].reg.value);
            return true;
          }
        }
        break;
      case ZYDIS_MNEMONIC_XOR:
        if (operand[0].type == ZYDIS_OPERAND_TYPE_REGISTER &&
            operand[1].type == ZYDIS_OPERAND_TYPE_REGISTER &&
            operand[0].reg.value == operand[1].reg.value && operand[0].size >= 32) {
          write_register(instruction, depth, operand[0].reg.value);
          return true;
        }
        break;
      case ZYDIS_MNEMONIC_LEA: {
        if (is_rsp(operand[0].reg.value)) {  // lea rsp, [rsp + n]
          if (!is_rsp(operand[1].mem.base) || operand[1].mem.index != ZYDIS_REGISTER_NONE)
            return false;
          depth.sp += static_cast<std::int32_t>(operand[1].mem.disp.value);
          return true;
        }
        break;
      }
      case ZYDIS_MNEMONIC_ENTER:
      case ZYDIS_MNEMONIC_AND:
        if (raw.mnemonic == ZYDIS_MNEMONIC_ENTER ||
            (operand[0].type == ZYDIS_OPERAND_TYPE_REGISTER && is_rsp(operand[0].reg.value)))
          return false;  // an aligned frame
        break;
      default:
        break;
    }
    bool explicit_stack = raw.mnemonic == ZYDIS_MNEMONIC_CALL ||
                          raw.mnemonic == ZYDIS_MNEMONIC_RET || raw.mnemonic == ZYDIS_MNEMONIC_PUSH;
    for (unsigned i = 0; i < raw.operand_count; ++i) {
      const ZydisDecodedOperand& each = operand[i];
      if (explicit_stack && each.visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN) continue;
      if (each.type == ZYDIS_OPERAND_TYPE_REGISTER) {
        if (is_rsp(each.reg.value) && writes(each)) return false;
        read_or_write_register(instruction, depth, each);
      } else if (each.type == ZYDIS_OPERAND_TYPE_MEMORY) {
        memory(raw, instruction, depth, each);
      }
    }
    if ((raw.mnemonic == ZYDIS_MNEMONIC_MOV) && operand[0].type == ZYDIS_OPERAND_TYPE_REGISTER &&
        operand[1].type == ZYDIS_OPERAND_TYPE_MEMORY && operand[0].size >= 32)
      instruction.loads = saved_register(operand[0].reg.value);
    depth.sp = after;
    return true;
  }

  void put_in_order() {
    for (auto& [address, found] : found_)
      code_->instructions_.push_back(std::move(found.instruction));
    for (Instruction& instruction : code_->instructions_)
      for (std::uintptr_t target : found_.at(instruction.address).targets)
        instruction.next.push_back(static_cast<std::uint32_t>(*code_->find(target)));
    code_->shape_ = shape();
  }

  std::uint64_t shape() const {
    std::uint64_t shape = 0;
    for (const Instruction& instruction : code_->instructions_)
      for (std::uint64_t part :
           {instruction.address - bounds_.begin, static_cast<std::uint64_t>(instruction.sp)})
        shape = (shape ^ part) * 0x9E3779B97F4A7C15u ^ shape >> 31;
    return shape | 2;
  }

  void limit_reach() {
    FrameReach reach(*code_);
    for (Instruction& instruction : code_->instructions_)
      if (instruction.takes) instruction.reaches = reach.of(*instruction.takes);
    code_->ranges_ = reach.ranges();
  }

  /// Forward flow: an address that has been taken on one path to an instruction has been taken.
  void spread_reach() {
    for (bool changed = true; changed;) {
      changed = false;
      for (const Instruction& instruction : code_->instructions_) {
        std::uint64_t reached = instruction.reached | instruction.reaches;
        for (std::uint32_t next : instruction.next) {
          std::uint64_t& before = code_->instructions_[next].reached;
          changed |= (reached & ~before) != 0;
          before |= reached;
        }
      }
    }
  }

  static RegisterMask mask(std::uint8_t saved) {
    return saved == kSavedRegisters ? 0 : static_cast<RegisterMask>(1 << saved);
  }

  void write_register(Instruction& instruction, Depth& depth, ZydisRegister reg) {
    std::uint8_t saved = saved_register(reg);
    instruction.writes |= mask(saved);
    if (saved == kRbp) depth.bp = kUnknown;
  }

  void read_or_write_register(Instruction& instruction, Depth& depth,
                              const ZydisDecodedOperand& operand) {
    if (is_rsp(operand.reg.value)) understood_ = false;  // its value goes who knows where
    std::uint8_t saved = saved_register(operand.reg.value);
    if (saved == kSavedRegisters) return;
    if (reads(operand)) {
      instruction.reads |= mask(saved);
      if (saved == kRbp && depth.bp != kUnknown) understood_ = false;  // it may point anywhere
    }
    if (!writes(operand)) return;
    if (saved == kRbp) depth.bp = kUnknown;
    if (overwrites(operand) && operand.size >= 32)
      instruction.writes |= mask(saved);
    else
      instruction.reads |= mask(saved);  // the rest of the register stays
  }

  void memory(const ZydisDecodedInstruction& raw, Instruction& instruction, const Depth& depth,
              const ZydisDecodedOperand& operand) {
    std::uint8_t base = saved_register(operand.mem.base);
    std::int32_t start = kUnknown;
    if (is_rsp(operand.mem.base)) start = depth.sp;
    if (base == kRbp && depth.bp != kUnknown) start = depth.bp;
    if (operand.mem.index != ZYDIS_REGISTER_NONE) {
      std::uint8_t index = saved_register(operand.mem.index);
      instruction.reads |= mask(index);
      if (index == kRbp && depth.bp != kUnknown) understood_ = false;
    }
    if (base == kRbp) instruction.reads |= mask(base);
    if (start == kUnknown) {
      instruction.reads |= mask(base);
      return;
    }
    std::int32_t offset = start + static_cast<std::int32_t>(operand.mem.disp.value);
    if (raw.mnemonic == ZYDIS_MNEMONIC_LEA || operand.mem.index != ZYDIS_REGISTER_NONE)
      return take_address(instruction, offset, operand.mem.index != ZYDIS_REGISTER_NONE);
    std::uint16_t bytes = static_cast<std::uint16_t>(operand.size / 8);
    if (reads(operand) || !overwrites(operand)) access(instruction, offset, bytes, false);
    if (overwrites(operand)) access(instruction, offset, bytes, true);
  }

  void access(Instruction& instruction, std::int32_t offset, std::uint16_t bytes, bool write) {
    if (offset + bytes > kMostArguments) understood_ = false;
    instruction.accesses.push_back({offset, bytes, write});
    code_->lowest_ = std::min(code_->lowest_, offset);
  }

  /// The address of an argument on the stack leads into the caller's frame.
  void take_address(Instruction& instruction, std::int32_t offset, bool indexed = false) {
    if (offset >= 0) understood_ = false;
    instruction.takes = {offset, indexed};
    code_->lowest_ = std::min(code_->lowest_, offset);
  }

  bool go_on(const Decoded& decoded, Found& found, Depth depth) {
    const ZydisDecodedInstruction& raw = decoded.instruction;
    Instruction& instruction = found.instruction;
    std::uintptr_t after = instruction.address + raw.length;
    code_->lowest_ = std::min(code_->lowest_, depth.sp);
    switch (raw.meta.category) {
      case ZYDIS_CATEGORY_RET:
        instruction.returns = true;
        return depth.sp == -8;
      case ZYDIS_CATEGORY_UNCOND_BR:
      case ZYDIS_CATEGORY_COND_BR: {
        if (decoded.operands[0].type != ZYDIS_OPERAND_TYPE_IMMEDIATE) return false;
        ZyanU64 target = 0;
        ZydisCalcAbsoluteAddress(&raw, &decoded.operands[0], instruction.address, &target);
        follow(found, target, depth);
        if (raw.meta.category == ZYDIS_CATEGORY_UNCOND_BR) return true;
        break;
      }
      default:
        if (raw.mnemonic == ZYDIS_MNEMONIC_UD2 || raw.mnemonic == ZYDIS_MNEMONIC_HLT) return true;
    }
    // What follows the last instruction of a function is not reached: that was a call that does
    // not return.
    if (after != bounds_.end) follow(found, after, depth);
    return true;
  }

  void follow(Found& found, std::uintptr_t target, Depth depth) {
    found.targets.push_back(target);
    work_.push_back({target, depth});
  }

  FunctionBounds bounds_;
  ZydisDecoder decoder_;
  std::unique_ptr<MachineCode> code_;
  std::vector<std::pair<std::uintptr_t, Depth>> work_;
  std::unordered_map<std::uintptr_t, Depth> depths_;
  std::map<std::uintptr_t, Found> found_;
  std::set<std::int32_t> pushed_, popped_;
  bool understood_ = true;
};

std::optional<std::size_t> MachineCode::find(std::uintptr_t address) const {
  auto found = std::lower_bound(
      instructions_.begin(), instructions_.end(), address,
      [](const Instruction& instruction, std::uintptr_t at) { return instruction.address < at; });
  if (found == instructions_.end() || found->address != address) return std::nullopt;
  return static_cast<std::size_t>(found - instructions_.begin());
}

const MachineCode* MachineCode::containing(std::uintptr_t pc) {
  static std::unordered_map<std::uintptr_t, std::unique_ptr<MachineCode>> known;
  // A call may be the last instruction: what it returns to then belongs to another function.
  std::optional<FunctionBounds> bounds = function_bounds(pc - 1);
  if (!bounds) return nullptr;
  auto [entry, is_new] = known.try_emplace(bounds->begin);
  if (is_new) entry->second = MachineCodeReader(*bounds).read();
  return entry->second.get();
}

}  // namespace epcheck
