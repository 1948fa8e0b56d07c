// SPDX-License-Identifier: MIT
#include "scenarios/program/interpreter.h"

#include "checker/choice.h"
#include "checker/report.h"
#include "model/file.h"
#include "model/signal.h"
#include "model/syscalls.h"
#include "scenarios/program/evaluate.h"
#include "scenarios/program/execute.h"

namespace epcheck::scenario {

namespace {

/// Forgets what will not be read again.
[[gnu::noinline]] void clear_dead(ThreadState& thread, std::uint64_t dead) {
  for (; dead != 0; dead &= dead - 1) {
    LocalSlots local = thread.code->locals[static_cast<unsigned>(__builtin_ctzll(dead))];
    for (unsigned i = 0; i < local.size; ++i) {
      ghost<std::int64_t>& slot = thread.slots[local.first + i];
      if (slot != 0) slot = 0;
    }
  }
}

/// Before the thread goes on it takes the signals that it has. False if one ends it.
[[gnu::noinline]] bool take_signals(ThreadState& thread) {
  if (thread.taken == 0) take_signal(thread);
  std::int32_t taken = thread.taken;
  if (taken == 0) return true;
  thread.taken = 0;
  if (taken == ThreadState::kDies) return false;
  thread.interrupted_at = thread.ip;
  for (const HandlerCode& handler : thread.code->handlers)
    if (handler.signal == taken) thread.ip = handler.entry;
  return true;
}

/// One instruction. False at the end of the thread.
[[gnu::noinline]] bool step(ThreadState& thread) {
  if (thread.task->signals != nullptr && !take_signals(thread)) return false;
  const Instruction& ins = thread.code->code[thread.ip];
  clear_dead(thread, ins.dead);
  if (ins.op == Opcode::exit) return false;
  thread.ip = execute(thread, ins);
  return true;
}

bool does_not_hold(const void* argument) {
  struct Watch {
    World* world;
    const Observation* always;
  };
  const Watch* watch = static_cast<const Watch*>(argument);
  return observe(*watch->world, nullptr, watch->always->items.data(),
                 static_cast<unsigned>(watch->always->items.size())) == 0;
}

[[gnu::noinline]] void arrive(World* world, const Arrival& arrival) {
  if (arrival.kind == Arrival::Kind::signal) {
    send_signal(world, arrival.target);
    return;
  }
  epcheck::File* file = world->files[arrival.descriptor];
  if (!is_open(*world, file)) return;  // nobody is there
  switch (arrival.kind) {
    case Arrival::Kind::bytes:
      arrive_bytes(file, static_cast<int>(arrival.bytes));
      break;
    case Arrival::Kind::fin:
      arrive_fin(file);
      break;
    case Arrival::Kind::connection:
      arrive_connection(file);
      break;
    case Arrival::Kind::expiry:
      arrive_expiry(file);
      break;
    case Arrival::Kind::signal:
      break;
  }
}

}  // namespace

void run_thread(ThreadState* thread) {
  task_begin(thread->task);
  while (step(*thread)) continue;
  bool first = thread->world->program->variant->threads[thread->index].process == 0;
  if (!first || thread->task->signals != nullptr) sys_exit();
}

void run_interrupt(World* world, Task* task, const Interrupt* interrupt) {
  task_begin(task);
  for (const Arrival& arrival : interrupt->arrivals) {
    irq_enter(task);
    arrive(world, arrival);
    irq_exit(task);
  }
}

void watch_always(World* world, const Observation* always) {
  const void* watch[2] = {world, always};
  wait_until(&does_not_hold, watch);
  fail("always", always->message.c_str());
}

}  // namespace epcheck::scenario
