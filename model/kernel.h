// SPDX-License-Identifier: MIT
// Kernel: the modelled world of one execution. It is built by boot() at the start of the body given
// to check(), lies in memory that is part of the state, and is reached from every task. There is no
// global: two executions never share anything but constants.
#pragma once

#include "checker/ghost.h"
#include "checker/plain.h"
#include "model/monitor.h"
#include "model/protocol.h"
#include "model/rcu.h"
#include "model/task.h"

namespace epcheck {

struct Eventpoll;
struct File;

struct Kernel {
  static constexpr unsigned kMaxTasks = 32;
  static constexpr unsigned kMaxFiles = 64;

  explicit Kernel(const Protocol& switches) : protocol(switches) {}

  const Protocol protocol;
  /// ADD that needs a check of loops and paths; without Protocol::refcount every close too. Since
  /// 6.4 its name is epnested_mutex.
  Mutex epmutex{LockClass::epnested};
  /// 1 while such a check goes on. The kernel counts them (loop_check_gen): see LoopCheck.
  atomic<unsigned> loop_check;
  RcuState rcu;
  /// The memory model has one order of all accesses: what a check wants to know can be peeked at.
  epcheck::ghost<bool> sequential{false};
  /// False if no descriptor is ever closed or replaced: then references are not counted in steps.
  epcheck::ghost<bool> files_close{true};
  /// False if no item has EPOLLWAKEUP: then nobody looks for its source.
  epcheck::ghost<bool> wakeup_sources{false};
  /// How many timers of finite sleeps may still expire (bounds.timeouts of a scenario).
  epcheck::awaited_ghost<int> timeouts{1};
  /// Everything that exists, for the judges of an end state; in order of creation, holes are null.
  epcheck::ghost<Task*> tasks[kMaxTasks];
  epcheck::ghost<unsigned> task_count{0};
  epcheck::ghost<File*> files[kMaxFiles];
  /// Instances of epoll that have not been freed.
  epcheck::ghost<unsigned> instances{0};
  MonitorState monitors;
};

/// Builds a kernel with one process, and makes the calling thread the task "init" of it.
Kernel* boot(const Protocol& protocol);

/// The kernel of the current task.
Kernel& kernel();

/// Keeps Kernel::files.
void kernel_add_file(File* file);
void kernel_remove_file(File* file);

}  // namespace epcheck
