// SPDX-License-Identifier: MIT
#include "scenarios/program/code_writer.h"

namespace epcheck::scenario {

CodeWriter::CodeWriter(const Thread& thread) {
  code_.name = thread.name;
  code_.daemon = thread.daemon;
  for (const Local& local : thread.locals)
    add_local(local.kind == Local::Kind::batch ? 1 + 2 * local.max : 1);
}

unsigned CodeWriter::add_local(unsigned size) {
  code_.locals.push_back(
      {static_cast<std::uint16_t>(code_.slots), static_cast<std::uint16_t>(size)});
  code_.slots += size;
  return static_cast<unsigned>(code_.locals.size() - 1);
}

Instruction& CodeWriter::append(Opcode op, Where where) {
  Instruction& ins = code_.code.emplace_back();
  ins.op = op;
  ins.line = where.line;
  return ins;
}

std::uint16_t CodeWriter::counter(unsigned depth) {
  while (counters_.size() <= depth) counters_.push_back(add_local(1));
  return slot(counters_[depth]);
}

FdOperand CodeWriter::descriptor(const FdRef& fd) const {
  return {fd.local, fd.local ? slot(fd.index) : static_cast<std::uint16_t>(fd.index)};
}

ExprRange CodeWriter::expression(const Expr& expr) {
  ExprRange range{static_cast<std::uint32_t>(code_.items.size()),
                  static_cast<std::uint32_t>(expr.items.size())};
  for (ExprItem item : expr.items) {
    bool event = item.op == ExprOp::event_mask || item.op == ExprOp::event_data ||
                 item.op == ExprOp::event_field;
    if (event || item.op == ExprOp::event_count || item.op == ExprOp::local) item.a = slot(item.a);
    if (event && item.b != kFirstEvent) item.b = slot(item.b);
    code_.items.push_back(item);
  }
  return range;
}

}  // namespace epcheck::scenario
