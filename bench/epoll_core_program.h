// SPDX-License-Identifier: MIT
// The program of epoll_core.h: data and the entry points that run on the engine's threads.
#pragma once

#include "bench/epoll_core.h"
#include "checker/atomic.h"
#include "checker/mutex.h"
#include "checker/plain.h"

namespace epcheck::bench {

inline constexpr unsigned kMaxFiles = 4;
inline constexpr unsigned kMaxWaiters = 8;

/// A link of a circular list; a list head is a link too.
struct Link {
  atomic<Link*> next;
  plain<Link*> prev;
};

struct File {
  Link ready;             // on Core::rdllist, or self-linked
  plain<File*> overflow;  // next on Core::ovflist
  atomic<int> count;
};

/// A sleeper; lives on the stack of the waiting thread.
struct Sleeper {
  Link entry;  // on Core::wq
  atomic<int> running;
};

struct Core {
  const EpollCore* parameters;
  mutex mtx;
  spinlock lock;
  Link rdllist;
  atomic<File*> ovflist;  // kInactive when nobody scans
  Link wq;
};

/// "No scan" on ovflist, and "not on ovflist" in File::overflow.
File* inactive();

Core* create_core(const EpollCore* parameters);
/// A file, one of several that are alike.
File* create_file();
void run_waiter(Core* core);
void run_callback(Core* core, File* file);

}  // namespace epcheck::bench
