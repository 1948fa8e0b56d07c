// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "checker/report.h"
#include "model/eventfd.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/listener.h"
#include "model/pipe.h"
#include "model/properties.h"
#include "model/property_parts.h"
#include "model/signalfd.h"
#include "model/stream.h"
#include "model/timerfd.h"

namespace epcheck {

namespace {

const char* any_lost_wakeup(const Kernel& world) {
  for (unsigned i = 0; i < world.task_count; ++i) {
    const Task* task = world.tasks[i];
    if (!sleeps_in_epoll_wait(task)) continue;
    if (const char* lost = lost_wakeup(task)) return lost;
  }
  return nullptr;
}

bool is_for_any(const Kernel& world, const File* file) {
  for (unsigned i = 0; i < world.task_count; ++i)
    if (signalfd_unread(file, world.tasks[i])) return true;
  return false;
}

/// What lies unread in a file, for the trace; empty if nothing does.
std::string left_in(const Kernel& world, const File* file) {
  switch (file->kind) {
    case FileKind::eventfd: {
      std::uint64_t count = file->eventfd()->count.peek();
      return count > 0 ? fmt::format("{} has the count {}", name_of(file), count) : "";
    }
    case FileKind::stream: {
      int unread = file->stream()->unread.peek();
      return unread > 0 ? fmt::format("{} unread bytes at {}", unread, name_of(file)) : "";
    }
    case FileKind::listener: {
      int pending = file->listener()->pending.peek();
      return pending > 0 ? fmt::format("{} in the backlog of {}", pending, name_of(file)) : "";
    }
    case FileKind::pipe: {
      const Pipe* pipe = file->pipe_end()->pipe;
      int unread = file->pipe_end() == &pipe->read_end ? pipe->unread.peek() : 0;
      return unread > 0 ? fmt::format("{} unread bytes at {}", unread, name_of(file)) : "";
    }
    case FileKind::timerfd: {
      int ticks = file->timerfd()->ticks.peek();
      return ticks > 0 ? fmt::format("{} has run out", name_of(file)) : "";
    }
    case FileKind::signalfd:
      return is_for_any(world, file) ? fmt::format("a signal is pending for {}", name_of(file))
                                     : "";
    case FileKind::eventpoll:
      return "";
  }
  return "";
}

/// Says in the trace what an execution ended with.
void note_end(const Kernel& world) {
  for (const auto& entry : world.files) {
    const File* file = entry;
    std::string left = file != nullptr ? left_in(world, file) : "";
    if (!left.empty()) note("state", "{}", left);
  }
  std::string sleepers;
  for (unsigned i = 0; i < world.task_count; ++i) {
    const Task* task = world.tasks[i];
    if (sleeps_in_epoll_wait(task))
      sleepers += (sleepers.empty() ? "" : ", ") + std::string(task->name);
  }
  if (!sleepers.empty()) note("state", "asleep in epoll_wait: {}", sleepers);
}

/// Whether more instances exist than files of them. REQUIRES: nobody is on the way through a
/// release.
bool has_lost_instance(const Kernel& world) {
  unsigned files = 0;
  for (const auto& entry : world.files) {
    const File* file = entry;
    if (file != nullptr && is_file_epoll(file)) ++files;
  }
  return world.instances > files;
}

bool waits_for_lock(const BlockedThread& thread) { return thread.op != OpKind::wait; }

}  // namespace

void judge_end(Kernel& world, const EndState& end, const Checks& checks) {
  if (recording()) note_end(world);
  // Which of the two is to blame for what is left depends on the contract: never both.
  const char* lost = checks.contract() ? any_lost_wakeup(world) : nullptr;
  if (lost != nullptr) {
    if (checks.lost_wakeup) report("lost-wakeup", lost);
  } else if (checks.stuck_data) {
    if (const char* stuck = stuck_data(world)) report("stuck-data", stuck);
  }
  if (std::none_of(end.blocked.begin(), end.blocked.end(), waits_for_lock) &&
      has_lost_instance(world))
    report("leak", "an epoll instance is not freed, though its file is gone");
  if (checks.deadlock) judge_deadlock(world, end, checks.lost_wakeup);
}

}  // namespace epcheck
