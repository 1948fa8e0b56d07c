// SPDX-License-Identifier: MIT
// Verbs for tests of the kernel model: run a body on a booted kernel, start tasks in it, wait for
// one event. Bodies run on the engine's fibers: they capture numbers and references only, and say
// what they saw by outcome().
#pragma once

#include <sys/epoll.h>

#include "checker/check.h"
#include "checker/report.h"
#include "checker/thread.h"
#include "model/kernel.h"
#include "model/switches.h"
#include "model/syscalls.h"

namespace epcheck {

/// Explores `body` on a kernel that follows `protocol`. Tasks may end asleep.
template <class F>
Result explore(const Protocol& protocol, F body, Memory memory = Memory::sc) {
  Options options{.memory = memory};
  options.report_deadlock = false;
  return check(
      [&protocol, body] {
        boot(protocol);
        body();
      },
      options);
}

inline const Protocol& kernel_named(const char* name) { return *find_protocol(name); }

/// Starts a task of the caller's process, which has `blocked` as its mask of signals.
template <class F>
void start(const char* name, F body, unsigned blocked = 0) {
  Task* task = task_create(kernel(), current_task()->process, name, blocked);
  thread(
      [task, body] {
        task_begin(task);
        body();
      },
      name);
}

/// Starts interrupt work, on a CPU or beside all.
template <class F>
void interrupt(const char* name, F body, Context context = Context::softirq, Cpu* cpu = nullptr) {
  Task* task = task_create_irq(kernel(), context, name);
  task->cpu = cpu;
  thread(
      [task, body] {
        task_begin(task);
        irq_enter(task);
        body();
        irq_exit(task);
      },
      name);
}

/// epoll_ctl with the descriptor itself as data.
inline int ctl(int epfd, int op, int fd, unsigned events) {
  EpollEvent event{events, static_cast<std::uint64_t>(fd)};
  return sys_epoll_ctl(epfd, op, fd, &event);
}
inline int add(int epfd, int fd, unsigned events) { return ctl(epfd, EPOLL_CTL_ADD, fd, events); }

/// epoll_wait for one event: its data, or 0 if there was none, or -errno.
[[gnu::noinline]] inline int wait_one(int epfd, Timeout timeout) {
  EpollEvent event{0, 0};
  int result = sys_epoll_wait(epfd, &event, 1, timeout);
  return result == 1 ? static_cast<int>(event.data) : result;
}

using Outcomes = std::set<std::vector<std::int64_t>>;

}  // namespace epcheck
