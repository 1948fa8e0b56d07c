// SPDX-License-Identifier: MIT
#include "checker/deadlock.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/join.h"
#include "checker/machine.h"
#include "checker/mutex.h"

namespace epcheck {

namespace {

std::string name_of(unsigned id) {
  const char* name = thread_state(id).name;
  return name != nullptr && *name != '\0' ? name : fmt::format("thread {}", id);
}

bool waits_for_lock(const BlockedThread& thread) {
  return thread.op == OpKind::lock || thread.op == OpKind::lock_shared;
}

/// The thread that a blocked thread waits for: a holder of its lock, or whom it joins; -1 if
/// nobody in particular.
int waits_for(const BlockedThread& thread) {
  if (waits_for_lock(thread)) {
    std::uintptr_t lock = reinterpret_cast<std::uintptr_t>(thread.object);
    for (unsigned id = 0; id < Machine::get().threads(); ++id)
      for (unsigned i = 0; i < thread_state(id).held_count; ++i)
        if (thread_state(id).held[i].offset == lock - kBase) return static_cast<int>(id);
    return -1;
  }
  if (thread.op != OpKind::wait || thread_state(thread.id).a != 1) return -1;
  const Condition& condition = *static_cast<const Condition*>(thread.object);
  if (!is_join(condition, 1)) return -1;
  for (std::uint64_t bits = joined_by(condition, Machine::get().threads()); bits; bits &= bits - 1)
    if (int other = __builtin_ctzll(bits);
        thread_state(static_cast<unsigned>(other)).status != ThreadStatus::finished)
      return other;
  return -1;
}

std::string describe(const BlockedThread& thread) {
  int other = waits_for(thread);
  std::string name = name_of(thread.id);
  if (waits_for_lock(thread)) {
    std::string lock = Machine::get().labels().find(thread.object);
    return fmt::format("{} waits for {}, held by {}", name, lock.empty() ? "a lock" : lock,
                       other < 0 ? "nobody" : name_of(static_cast<unsigned>(other)));
  }
  if (other >= 0)
    return fmt::format("{} waits for {} to finish", name, name_of(static_cast<unsigned>(other)));
  return fmt::format("{} sleeps for ever", name);
}

}  // namespace

std::string describe_deadlock(const EndState& end) {
  auto find = [&](int id) {
    return std::find_if(end.blocked.begin(), end.blocked.end(), [&](const BlockedThread& thread) {
      return static_cast<int>(thread.id) == id;
    });
  };
  // From each thread, follow whom it waits for; a path that comes back is a cycle.
  for (const BlockedThread& start : end.blocked) {
    std::string cycle = describe(start);
    auto thread = find(waits_for(start));
    for (std::size_t n = 0; n < end.blocked.size() && thread != end.blocked.end(); ++n) {
      if (thread->id == start.id) return cycle;
      cycle += ", " + describe(*thread);
      thread = find(waits_for(*thread));
    }
  }
  std::string blocked;
  for (const BlockedThread& thread : end.blocked)
    if (!thread.daemon) blocked += (blocked.empty() ? "" : ", ") + describe(thread);
  return blocked;
}

}  // namespace epcheck
