// SPDX-License-Identifier: MIT
// Machine, the part for the hooks: what a recorder is told while a schedule is replayed.
#include <cstring>

#include "checker/machine.h"

namespace epcheck {

namespace {

std::uint64_t read(const void* address, unsigned size) {
  std::uint64_t value = 0;
  std::memcpy(&value, address, size);
  return value;
}

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

}  // namespace

void Machine::record(const ThreadState& task, const Operation& operation, bool carried_out) {
  if (operation.code.kind >= OpKind::touch && operation.code.kind <= OpKind::outcome) return;
  bool native = operation.code.flags & kNative;
  bool store = operation.code.kind == OpKind::store;
  if (!native || (store && number(operation.address) == operation.a)) record_late();
  OpEvent event{decision_index_,
                task.id,
                operation.code,
                operation.address,
                labels_.find(operation.address),
                value_,
                operation.a,
                source_line(operation.pc)};
  if (operation.code.kind == OpKind::cas) event.written = operation.b;
  if (memory_ && modelled(operation)) event.behind = memory_->behind();
  if (event.object.empty() && number(operation.address) >= kGlobals)
    event.object = Globals::name(operation.address);
  if (!carried_out) {
    record_late();
    recorder_->on_attempt(event);
    return;
  }
  late_.push_back(std::move(event));
  if (!native) record_late();
}

/// What a native store writes is known only after its hook.
void Machine::record_late() {
  for (OpEvent& event : late_) {
    if (event.code.kind == OpKind::store && (event.code.flags & kNative))
      event.written = read(event.address, event.code.size);
    recorder_->on_op(event);
  }
  late_.clear();
}

/// A note of an end state belongs to no thread.
void Machine::record_note(std::string_view kind, std::string_view text) {
  unsigned thread = current_ != nullptr ? current_->id : kMaxThreads;
  const char* function = "";
  if (current_ != nullptr && !functions_[thread].empty()) function = functions_[thread].back();
  record_late();
  recorder_->on_note(decision_index_, thread, kind, text, function);
}

void Machine::record_enter(const char* function) { functions_[current_->id].push_back(function); }

void Machine::record_leave() { functions_[current_->id].pop_back(); }

}  // namespace epcheck
