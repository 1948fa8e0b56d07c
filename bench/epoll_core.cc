// SPDX-License-Identifier: MIT
#include "bench/epoll_core.h"

#include "bench/epoll_core_program.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck::bench {

namespace {

Core* the_core = nullptr;  // the same address in every run

void judge(EndState& end) {
  const EpollCore& parameters = *the_core->parameters;
  std::int64_t sleepers = static_cast<std::int64_t>(end.blocked.size());
  std::int64_t ready = 0;
  bool events = false;
  end.outcome.push_back(sleepers);
  for (unsigned i = 0; i < parameters.files; ++i) {
    const File& file = the_core->files[i];
    std::int64_t count = file.count.peek();
    end.outcome.push_back(count);
    if (file.ready.next.peek() != &file.ready) ready |= 1 << i;
    events |= count > 0;
  }
  end.outcome.push_back(ready);
  events |= ready != 0;
  if (sleepers > 0 && events) report("lost-wakeup", "a waiter sleeps beside a ready file");
}

}  // namespace

Result check_epoll_core(const EpollCore& parameters, Options options) {
  const EpollCore* p = &parameters;
  options.at_end = judge;
  options.report_deadlock = false;
  return check(
      [p] {
        Core* core = create_core(p);
        the_core = core;
        for (unsigned i = 0; i < p->waiters; ++i) thread([core] { run_waiter(core); }, "waiter");
        for (unsigned i = 0; i < p->callbacks; ++i) {
          File* file = &core->files[i % p->files];
          thread([core, file] { run_callback(core, file); }, "callback");
        }
      },
      options);
}

}  // namespace epcheck::bench
