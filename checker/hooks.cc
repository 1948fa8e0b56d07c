// SPDX-License-Identifier: MIT
// The engine's side of the hooks. epc_decide and epc_perform run on the engine's stack, called by
// epc_hook (hooks_x86_64.S): nothing that they do is left on the stack of a thread.
#include "checker/hooks.h"

#include <bit>

#include "checker/bug.h"
#include "checker/machine.h"
#include "checker/memory.h"
#include "checker/report.h"
#include "checker/thread.h"

using epcheck::Machine;
using epcheck::OpCode;
using epcheck::OpKind;
using epcheck::Order;
using epcheck::ThreadState;

extern "C" {

/// The context in which the engine waits for a thread to be suspended; null outside of a step.
void* epc_engine_context = nullptr;

/// Whether the machine has a recorder.
bool epc_recording = false;

/// Whether it is noted what a step reads without operations.
bool epc_noting = false;

/// A result, and whether the thread is suspended now: the two registers of a return value.
struct HookResult {
  std::uint64_t value;
  std::uint64_t suspend;
};

HookResult epc_decide(std::uint64_t code, const void* address, std::uint64_t a, std::uint64_t b,
                      const void* pc, std::uintptr_t sp) {
  OpCode op = std::bit_cast<OpCode>(static_cast<std::uint32_t>(code));
  Machine& machine = Machine::get();
  machine.announce({op, address, a, b, pc}, sp);
  return {machine.value(), machine.suspends()};
}

HookResult epc_perform() {
  Machine& machine = Machine::get();
  machine.carry_out_announced();
  return {machine.value(), machine.suspends()};
}

void epc_outside() {
  CHECK(false,
        "an operation outside of check(): only the program under test may use its variables");
}

void epc_note_look(std::uintptr_t address, std::uint64_t bytes) {
  Machine::get().repeater().note_read(address, bytes);
}

std::uint64_t epc_peek(const void* address, unsigned size) {
  return Machine::get().peek(reinterpret_cast<std::uintptr_t>(address), size);
}

void epc_touch(void* address, unsigned size) {
  epcheck::hook(pack(OpKind::touch, 0, Order::relaxed), address, size);
}

void* epc_alloc(std::uint64_t bytes) {
  return reinterpret_cast<void*>(epc_hook_from(pack(OpKind::alloc, 0, Order::relaxed), nullptr,
                                               bytes, 0, __builtin_return_address(0)));
}

void* epc_alloc_alike(std::uint64_t bytes, const void* tag) {
  return reinterpret_cast<void*>(epcheck::hook(pack(OpKind::alloc, 0, Order::relaxed), tag, bytes));
}

void epc_free(void* memory) {
  epc_hook_from(pack(OpKind::free, 0, Order::relaxed), memory, 0, 0, __builtin_return_address(0));
}

void* epc_spawn(void (*body)(void*), const void* argument, std::uint64_t argument_bytes,
                const char* name) {
  epcheck::SpawnRequest request{body, argument, argument_bytes, name};
  return reinterpret_cast<void*>(epcheck::hook(pack(OpKind::spawn, 0, Order::release), &request));
}
}

namespace epcheck {

namespace detail {
bool thread_finished(const void* handle) {
  return static_cast<const ThreadState*>(handle)->status == ThreadStatus::finished;
}
bool children_finished(const void* handle) {
  for (unsigned thread = 1; thread < Machine::get().threads(); ++thread)
    if (thread_state(thread).parent == handle && !thread_finished(&thread_state(thread)))
      return false;
  return true;
}
void* current_handle() { return Machine::get().current(); }
void set_daemon(void* handle) {
  epc_touch(handle, sizeof(ThreadState));
  static_cast<ThreadState*>(handle)->daemon = true;
}
std::vector<void*> alike_blocks(const void* tag) {
  return Machine::get().movables().blocks_of(tag);
}
unsigned thread_id(const void* handle) {
  unsigned id = static_cast<const ThreadState*>(handle)->id;
  Machine::get().note_identity(id);
  return id;
}
}  // namespace detail

namespace this_thread {
unsigned id() {
  Machine::get().note_identity(Machine::get().current()->id);
  return Machine::get().current()->id;
}
void* data() { return Machine::get().current()->data; }
void set_data(void* data) { Machine::get().current()->data = data; }
}  // namespace this_thread

void report(const char* property, const char* message) {
  Machine& machine = Machine::get();
  if (machine.current() == nullptr) {  // an end state is being judged
    if (machine.observer != nullptr) machine.observer->on_report(property, message);
    return;
  }
  hook(pack(OpKind::report, 0, Order::relaxed), property, reinterpret_cast<std::uint64_t>(message));
}

void fail(const char* property, const char* message) {
  hook(pack(OpKind::report, 0, Order::relaxed, kEnds), property,
       reinterpret_cast<std::uint64_t>(message));
  __builtin_unreachable();
}

void outcome(std::initializer_list<std::int64_t> values) {
  hook(pack(OpKind::outcome, 0, Order::relaxed), values.begin(), values.size());
}

namespace detail {
void record_note(std::string_view kind, std::string_view text) {
  Machine::get().record_note(kind, text);
}
void record_label(const void* object, std::size_t bytes, std::string_view name) {
  Machine::get().labels().add(object, bytes, name);
}
void record_enter(const char* function) { Machine::get().record_enter(function); }
void record_leave() { Machine::get().record_leave(); }
}  // namespace detail

}  // namespace epcheck
