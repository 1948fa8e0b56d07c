// SPDX-License-Identifier: MIT
#include "scenarios/program/liveness.h"

namespace epcheck::scenario {

namespace {

using Set = std::uint64_t;  // bit n is local n

class Liveness {
 public:
  explicit Liveness(ThreadCode& thread)
      : thread_(thread), local_of_slot_(thread.slots), live_(thread.code.size() + 1) {
    for (std::size_t i = 0; i < thread.locals.size(); ++i)
      for (unsigned s = 0; s < thread.locals[i].size; ++s)
        local_of_slot_[thread.locals[i].first + s] = i;
  }

  void run() {
    // The usual backward analysis: the set before an instruction grows until nothing changes.
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = thread_.code.size(); i-- > 0;) {
        Set before = (after(i) & ~written(thread_.code[i])) | read(thread_.code[i]);
        changed = changed || before != live_[i];
        live_[i] = before;
      }
    }
    // A handler may run before any instruction, and go on there.
    Set handlers = 0;
    for (std::size_t i = handlers_begin(); i < thread_.code.size(); ++i)
      handlers |= read(thread_.code[i]);
    Set all = thread_.locals.size() >= 64 ? ~Set{0} : (Set{1} << thread_.locals.size()) - 1;
    for (std::size_t i = 0; i < handlers_begin(); ++i)
      thread_.code[i].dead = all & ~live_[i] & ~handlers;
  }

 private:
  std::size_t handlers_begin() const {
    return thread_.handlers.empty() ? thread_.code.size() : thread_.handlers.front().entry;
  }

  Set bit(std::uint16_t slot) const {
    if (slot == kNoSlot) return 0;
    std::size_t local = local_of_slot_[slot];
    return local < 64 ? Set{1} << local : 0;
  }

  Set after(std::size_t i) const {
    const Instruction& ins = thread_.code[i];
    switch (ins.op) {
      case Opcode::exit:
      case Opcode::sigreturn:
        return 0;
      case Opcode::jump:
        return live_[ins.target];
      case Opcode::jump_if_false:
      case Opcode::count_down:
      case Opcode::next_event:
        return live_[ins.target] | live_[i + 1];
      default:
        return ins.drains ? live_[ins.target] | live_[i + 1] : live_[i + 1];
    }
  }

  Set written(const Instruction& ins) const {
    switch (ins.op) {
      case Opcode::count_down:
      case Opcode::next_event:
      case Opcode::increment:
      case Opcode::dispatch:
        return 0;  // they read what they change
      case Opcode::wait:
        return bit(ins.batch);
      default:
        return bit(ins.into);
    }
  }

  Set read(const Instruction& ins) const {
    Set set = read(ins.x) | read(ins.y) | read(ins.returns) | read(ins.fd) | read(ins.ep);
    for (const DataPart& part : ins.data) set |= read(part.value);
    switch (ins.op) {
      case Opcode::next_event:
        set |= bit(ins.batch) | bit(ins.into);
        break;
      case Opcode::count_down:
      case Opcode::increment:
      case Opcode::dispatch:
        set |= bit(ins.into);
        break;
      default:
        break;
    }
    return set;
  }

  Set read(FdOperand fd) const { return fd.local ? bit(fd.index) : 0; }

  Set read(ExprRange range) const {
    Set set = 0;
    for (std::uint32_t i = range.begin; i < range.begin + range.size; ++i) {
      const ExprItem& item = thread_.items[i];
      switch (item.op) {
        case ExprOp::event_mask:
        case ExprOp::event_data:
        case ExprOp::event_field:
          if (item.b != kFirstEvent) set |= bit(static_cast<std::uint16_t>(item.b));
          [[fallthrough]];
        case ExprOp::event_count:
        case ExprOp::local:
          set |= bit(static_cast<std::uint16_t>(item.a));
          break;
        default:
          break;
      }
    }
    return set;
  }

  ThreadCode& thread_;
  std::vector<std::size_t> local_of_slot_;
  std::vector<Set> live_;  // before each instruction
};

}  // namespace

void mark_dead_locals(ThreadCode& thread) { Liveness(thread).run(); }

}  // namespace epcheck::scenario
