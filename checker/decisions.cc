// SPDX-License-Identifier: MIT
// Machine, the part that says what may happen next.
#include "checker/machine.h"

namespace epcheck {

bool Machine::enabled(unsigned thread) {
  const ThreadState& task = thread_state(thread);
  if (task.status != ThreadStatus::stopped) return false;
  for (unsigned i = 0, n = alternatives(task); i < n; ++i)
    if (enabled(task, i)) return true;
  return false;
}

void Machine::decisions_of(unsigned thread, std::vector<Decision>& into) {
  const ThreadState& task = thread_state(thread);
  for (unsigned i = 0, n = alternatives(task); i < n; ++i)
    if (enabled(task, i))
      into.push_back({static_cast<std::uint8_t>(thread), static_cast<std::uint8_t>(i)});
}

void Machine::decisions(std::vector<Decision>& into) {
  std::size_t first = into.size();
  for (unsigned thread = 0; thread < world_.threads; ++thread) {
    const ThreadState& task = thread_state(thread);
    bool stopped = task.status == ThreadStatus::stopped;
    if (stopped && goes_alone(task)) {
      into.resize(first);
      into.push_back({static_cast<std::uint8_t>(thread), 0});
      return;
    }
    if (stopped) decisions_of(thread, into);
    if (memory_ && memory_->oldest(thread) != nullptr) [[unlikely]]
      into.push_back({static_cast<std::uint8_t>(thread), kDrain});
  }
}

/// That the thread joins one that has finished, and what its step does besides, commutes with all
/// that others can do, and it happens once for each two threads: so it may come before all else.
bool Machine::goes_alone(const ThreadState& task) const {
  return task.code.kind == OpKind::wait && lone_joins_ && !(task.code.flags & kCut) &&
         !words_.ends_at(task.pc) &&
         joins_finished({task.code, task.address, task.a, task.b, task.pc}) &&
         (!memory_ || model_enabled(task, 0));
}

unsigned Machine::alternatives(const ThreadState& task) const {
  switch (task.code.kind) {
    case OpKind::wait:
    case OpKind::choose:
      return static_cast<unsigned>(task.a);
    default:
      return memory_ ? model_alternatives(task) : 1;
  }
}

bool Machine::enabled(const ThreadState& task, unsigned alternative) {
  if (memory_ && !model_enabled(task, alternative)) [[unlikely]]
    return false;
  switch (task.code.kind) {
    case OpKind::lock:
    case OpKind::lock_shared:
      return can_go_on(task, {task.code, task.address, task.a, task.b, task.pc});
    case OpKind::wait: {
      const Condition& condition = static_cast<const Condition*>(task.address)[alternative];
      if (condition.holds == nullptr) return true;
      peeking_ = &task;
      bool holds = condition.holds(condition.argument);
      peeking_ = nullptr;
      return holds;
    }
    default:
      return true;
  }
}

}  // namespace epcheck
