// SPDX-License-Identifier: MIT
// Appends instructions to the code of one thread: gives names their slots, expressions their items.
// What a step means is for compile.cc.
#pragma once

#include "scenarios/program/instruction.h"

namespace epcheck::scenario {

class CodeWriter {
 public:
  /// A slot for each local of the thread.
  explicit CodeWriter(const Thread& thread);

  /// The number of the next instruction.
  std::uint32_t here() const { return static_cast<std::uint32_t>(code_.code.size()); }
  /// What follows is run when the thread takes the signal.
  void begin_handler(int signal) { code_.handlers.push_back({signal, here()}); }
  /// An instruction, until the next one is appended.
  Instruction& at(std::size_t number) { return code_.code[number]; }
  Instruction& append(Opcode op, Where where);

  std::uint16_t slot(unsigned local) const { return code_.locals[local].first; }
  /// The slot of the counter for a `repeat` inside of `depth` others.
  std::uint16_t counter(unsigned depth);
  FdOperand descriptor(const FdRef& fd) const;
  /// Appends the items, with locals turned into slots.
  ExprRange expression(const Expr& expr);

  ThreadCode take() { return std::move(code_); }

 private:
  unsigned add_local(unsigned size);

  ThreadCode code_;
  std::vector<unsigned> counters_;  // locals, by depth
};

}  // namespace epcheck::scenario
