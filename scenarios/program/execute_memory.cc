// SPDX-License-Identifier: MIT
#include "checker/report.h"
#include "model/file.h"
#include "model/syscalls.h"
#include "scenarios/program/evaluate.h"
#include "scenarios/program/execute.h"

namespace epcheck::scenario {

namespace {

Order order_of(const Instruction& ins) {
  constexpr Order kOrders[] = {Order::relaxed, Order::acquire, Order::release, Order::acq_rel,
                               Order::seq_cst};
  return kOrders[ins.number];
}

[[gnu::noinline]] void store(ThreadState& thread, const Instruction& ins) {
  std::int64_t value = evaluate(thread, ins.x);
  thread.world->vars[ins.index].store(value, order_of(ins));
}

[[gnu::noinline]] void load(ThreadState& thread, const Instruction& ins) {
  set_slot(thread, ins.into, thread.world->vars[ins.index].load(order_of(ins)));
}

[[gnu::noinline]] void xchg(ThreadState& thread, const Instruction& ins) {
  std::int64_t value = evaluate(thread, ins.x);
  set_slot(thread, ins.into, thread.world->vars[ins.index].exchange(value, order_of(ins)));
}

[[gnu::noinline]] void cas(ThreadState& thread, const Instruction& ins) {
  std::int64_t expected = evaluate(thread, ins.x);
  std::int64_t value = evaluate(thread, ins.y);
  thread.world->vars[ins.index].compare_exchange_strong(expected, value, order_of(ins));
  set_slot(thread, ins.into, expected);  // the old value, also where it was as expected
}

[[gnu::noinline]] void deliver(ThreadState& thread, const Instruction& ins) {
  int bytes = static_cast<int>(evaluate(thread, ins.x));
  epcheck::File* file = ins.fd.local ? file_of(thread.task, number_of(thread, ins.fd))
                                     : thread.world->files[ins.fd.index];
  if (file == nullptr) return;
  mark_deliver(file, bytes);
}

[[gnu::noinline]] void dispatch(ThreadState& thread, const Instruction& ins) {
  int index = ins.into == kNoSlot ? 0 : static_cast<int>(thread.slots[ins.into]);
  note("call", "dispatches event {}", index);
  mark_dispatch(index);
}

}  // namespace

void execute_memory(ThreadState& thread, const Instruction& ins) {
  World& world = *thread.world;
  switch (ins.op) {
    case Opcode::store:
      return store(thread, ins);
    case Opcode::load:
      return load(thread, ins);
    case Opcode::xchg:
      return xchg(thread, ins);
    case Opcode::cas:
      return cas(thread, ins);
    case Opcode::fence:
      return fence(order_of(ins));
    case Opcode::lock:
      return world.locks[ins.index].lock();
    case Opcode::unlock:
      return world.locks[ins.index].unlock();
    case Opcode::use:
      return mark_use(world.objects[ins.index]);
    case Opcode::free:
      return mark_free(world.objects[ins.index]);
    case Opcode::deliver:
      return deliver(thread, ins);
    case Opcode::dispatch:
      return dispatch(thread, ins);
    default:  // assert
      if (evaluate(thread, ins.x) == 0) fail("assert", ins.complaint.c_str());
  }
}

}  // namespace epcheck::scenario
