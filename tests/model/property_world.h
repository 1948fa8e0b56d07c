// SPDX-License-Identifier: MIT
// What the tests of properties share: a program over the model in a few verbs, explored with the
// given properties on. Threads are started from the body; steps capture numbers and pointers only.
#pragma once

#include <sys/epoll.h>

#include <set>
#include <string>

#include "checker/check.h"
#include "checker/thread.h"
#include "model/file.h"
#include "model/kernel.h"
#include "model/properties.h"
#include "model/syscalls.h"

namespace epcheck::property_test {

/// Explores `body`, which boots nothing itself: it runs as the task "init".
template <class Body>
Result explore(const Checks& checks, Body body, const Protocol& protocol = Protocol{},
               Options options = {}) {
  Kernel* world = nullptr;
  options.report_deadlock = false;
  options.at_end = [&](EndState& end) { judge_end(*world, end, checks); };
  return check(
      [&world, &checks, &protocol, body] {
        world = boot(protocol);
        world->monitors.checks = checks;
        body();
      },
      options);
}

/// Names of what is violated; "incomplete" if the search did not get to the end.
inline std::set<std::string> violated(const Result& result) {
  std::set<std::string> names;
  for (const Violation& violation : result.violations) names.insert(violation.property);
  if (!result.complete || result.verdict == Verdict::nondeterministic) names.insert("incomplete");
  return names;
}

using Names = std::set<std::string>;

template <class Steps>
thread start(const char* name, Steps steps) {
  Task* task = task_create(kernel(), current_task()->process, name);
  return thread(
      [task, steps] {
        task_begin(task);
        steps();
      },
      name);
}

template <class Work>
void interrupt(const char* name, Work work) {
  Task* task = task_create_irq(kernel(), Context::softirq, name);
  thread(
      [task, work] {
        task_begin(task);
        work();
      },
      name);
}

inline int add(int epfd, int fd, unsigned events) {
  EpollEvent event{events, static_cast<std::uint64_t>(fd)};
  return sys_epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &event);
}
inline int mod(int epfd, int fd, unsigned events) {
  EpollEvent event{events, static_cast<std::uint64_t>(fd)};
  return sys_epoll_ctl(epfd, EPOLL_CTL_MOD, fd, &event);
}
inline int del(int epfd, int fd) { return sys_epoll_ctl(epfd, EPOLL_CTL_DEL, fd, nullptr); }

/// Waits for at most one event.
[[gnu::noinline]] inline int wait_one(int epfd, Timeout timeout = Timeout::infinite) {
  EpollEvent event{};
  return sys_epoll_wait(epfd, &event, 1, timeout);
}

}  // namespace epcheck::property_test
