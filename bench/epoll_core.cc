// SPDX-License-Identifier: MIT
#include "bench/epoll_core.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "bench/epoll_core_program.h"
#include "checker/memory.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck::bench {

namespace {

/// Files are alike: what is said of them is sorted.
void judge(EndState& end) {
  std::int64_t sleepers = static_cast<std::int64_t>(end.blocked.size());
  std::vector<std::pair<std::int64_t, std::int64_t>> files;
  bool events = false;
  for (File* file : all_alike<File>()) {
    files.emplace_back(file->count.peek(), file->ready.next.peek() != &file->ready);
    events |= files.back().first > 0 || files.back().second != 0;
  }
  std::sort(files.begin(), files.end());
  end.outcome.push_back(sleepers);
  for (auto [count, ready] : files) end.outcome.insert(end.outcome.end(), {count, ready});
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
        File* files[kMaxFiles];
        for (unsigned i = 0; i < p->files; ++i) files[i] = create_file();
        for (unsigned i = 0; i < p->waiters; ++i) thread([core] { run_waiter(core); }, "waiter");
        for (unsigned i = 0; i < p->callbacks; ++i) {
          File* file = files[i % p->files];
          thread([core, file] { run_callback(core, file); }, "callback");
        }
      },
      options);
}

}  // namespace epcheck::bench
