// SPDX-License-Identifier: MIT
// epoll-core(W, C, F, I, E): the heart of epoll as natural code, the workload by which checkers are
// compared. W waiters each wait I times; C callbacks write E times each to one of F files.
// Spinlock variant: ep->lock, ep->mtx, rdllist, ovflist, exclusive waiters removed when woken.
#pragma once

#include "checker/check.h"

namespace epcheck::bench {

struct EpollCore {
  unsigned waiters = 2;
  unsigned callbacks = 2;
  unsigned files = 2;
  unsigned waits = 1;
  unsigned writes = 1;
  /// 1: no second look under the lock before sleeping; 2: events during a scan are dropped.
  unsigned bug = 0;
};

/// Runs the program; the outcome of an end state is {sleepers, and of each file its count and
/// whether it is on the ready list}, the files sorted by these. A sleeper beside a ready file is
/// reported as `lost-wakeup`.
Result check_epoll_core(const EpollCore& parameters, Options options);

}  // namespace epcheck::bench
