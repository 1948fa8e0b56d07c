// SPDX-License-Identifier: MIT
#include "tests/litmus/fiber_body.h"

#include "checker/memory.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck::litmus {

namespace {

Order order_of(Mode mode) {
  if (mode == Mode::acq) return Order::acquire;
  if (mode == Mode::rel) return Order::release;
  if (mode == Mode::acqrel) return Order::acq_rel;
  return mode == Mode::sc ? Order::seq_cst : Order::relaxed;
}

OpKind kind_of(Verb verb) {
  if (verb == Verb::read) return OpKind::load;
  if (verb == Verb::write) return OpKind::store;
  if (verb == Verb::exchange) return OpKind::exchange;
  if (verb == Verb::cas) return OpKind::cas;
  if (verb == Verb::add) return OpKind::fetch_add;
  if (verb == Verb::fence) return OpKind::fence;
  return verb == Verb::lock ? OpKind::lock : OpKind::unlock;
}

/// What a thread is started with.
struct Start {
  const Thread* instructions;
  Shared* shared;
  unsigned bytes;
  void* earlier[kMostThreads];  // those that it may join
};

std::uint64_t get(std::uint64_t registers, int index) { return registers >> (4 * index) & 15; }

std::uint64_t set(std::uint64_t registers, int index, std::uint64_t value) {
  return (registers & ~(std::uint64_t{15} << (4 * index))) | value << (4 * index);
}

std::uint64_t execute(const Instruction& instruction, const Start& start, std::uint64_t registers) {
  if (instruction.guard >= 0 && get(registers, instruction.guard) != instruction.guard_value)
    return registers;
  if (instruction.verb == Verb::join) {
    Condition finished{&detail::thread_finished, start.earlier[instruction.place]};
    hook(pack(OpKind::wait, 0, Order::acquire), &finished, 1);
    return registers;
  }
  bool is_access = instruction.place < kWords && instruction.verb != Verb::fence;
  std::uint64_t value =
      instruction.source >= 0 ? get(registers, instruction.source) : instruction.value;
  std::uint64_t found = hook(
      pack(kind_of(instruction.verb), is_access ? start.bytes : 0, order_of(instruction.mode),
           is_access && instruction.mode == Mode::na ? kPlain : 0),
      instruction.verb == Verb::fence ? nullptr
                                      : address_of(start.shared, instruction.place, start.bytes),
      value, instruction.desired);
  return is_access && reads(instruction.verb) ? set(registers, instruction.target, found)
                                              : registers;
}

void run_thread(void* argument) {
  const Start& start = *static_cast<const Start*>(argument);
  std::uint64_t registers = 0;
  for (const Instruction& instruction : *start.instructions)
    registers = execute(instruction, start, registers);
  outcome({static_cast<std::int64_t>(registers)});
}

void* start_thread(const Start& start) {
  return epc_spawn(&run_thread, &start, sizeof start, nullptr);
}

}  // namespace

void FiberBody::operator()() const {
  Shared* shared = make<Shared>();
  *where = shared;
  Start start{&program->threads[0], shared, bytes, {}};
  if (copies > 1) {
    for (unsigned i = 0; i < copies; ++i) start_thread(start);
  } else {
    start.earlier[0] = start_thread(start);
  }
  for (unsigned i = 1; i < program->threads.size(); ++i) {
    start.instructions = &program->threads[i];
    void* handle = start_thread(start);
    if (copies == 1) start.earlier[i] = handle;
  }
}

}  // namespace epcheck::litmus
