// SPDX-License-Identifier: MIT
#include "scenarios/program/execute.h"

#include "checker/choice.h"
#include "model/signal.h"
#include "scenarios/program/evaluate.h"

namespace epcheck::scenario {

namespace {

bool await_holds(const void* argument) {
  const ThreadState& thread = *static_cast<const ThreadState*>(argument);
  ExprRange condition = thread.code->code[thread.ip].x;
  return observe(*thread.world, thread.slots, &thread.code->items[condition.begin],
                 condition.size) != 0;
}

bool is_signalled(const void* argument) {
  return static_cast<const ThreadState*>(argument)->task->signals->sigpending.peek() != 0;
}

/// In a frame of its own: the conditions that the engine is given lie on the stack. False if a
/// signal came first.
[[gnu::noinline]] bool await(ThreadState& thread) {
  if (thread.task->signals == nullptr) {
    wait_until(&await_holds, &thread);
    return true;
  }
  const Condition conditions[2] = {{&await_holds, &thread}, {&is_signalled, &thread}};
  return wait(conditions) == 0;
}

[[gnu::noinline]] std::uint32_t jump(ThreadState& thread, const Instruction& ins) {
  std::uint32_t next = thread.ip + 1;
  switch (ins.op) {
    case Opcode::jump:
      return ins.target;
    case Opcode::jump_if_false:
      return evaluate(thread, ins.x) != 0 ? next : ins.target;
    case Opcode::set:
      set_slot(thread, ins.into, ins.number);
      return next;
    case Opcode::count_down:
      if (thread.slots[ins.into] == 0) return ins.target;
      set_slot(thread, ins.into, thread.slots[ins.into] - 1);
      return next;
    case Opcode::next_event:
      return thread.slots[ins.into] < thread.slots[ins.batch] ? next : ins.target;
    default:  // increment
      set_slot(thread, ins.into, thread.slots[ins.into] + 1);
      return next;
  }
}

}  // namespace

std::uint32_t execute(ThreadState& thread, const Instruction& ins) {
  if (ins.op <= Opcode::kill) return execute_syscall(thread, ins);
  if (ins.op <= Opcode::increment) return jump(thread, ins);
  if (ins.op == Opcode::await) return thread.ip + (await(thread) ? 1 : 0);
  if (ins.op == Opcode::sigreturn) {
    sigreturn();
    return thread.interrupted_at;
  }
  execute_memory(thread, ins);
  return thread.ip + 1;
}

void set_slot(ThreadState& thread, std::uint16_t slot, std::int64_t value) {
  if (slot != kNoSlot && thread.slots[slot] != value) thread.slots[slot] = value;
}

int number_of(const ThreadState& thread, FdOperand fd) {
  return fd.local ? static_cast<int>(thread.slots[fd.index]) : thread.world->fds[fd.index];
}

}  // namespace epcheck::scenario
