// SPDX-License-Identifier: MIT
// The shapes of epoll's own concurrency: sleeping beside a waker, and a scan beside callbacks.
#include "bench/bodies.h"
#include "bench/crew.h"
#include "checker/atomic.h"
#include "checker/choice.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/report.h"

namespace epcheck::bench {

namespace {

struct Sleepers {
  atomic<int> flag;
  atomic<int> state[kMost];  // 1: about to sleep
  plain<int> slept[kMost];
  plain<int> woken[kMost];
};

struct SpinningSleeper {
  atomic<int> state, flag, run;
};

void barrier(const Size& size) {
  if (!size.bug) fence(Order::seq_cst);
}

/// Each callback owns one item; an array of flags stands for each list.
struct MiniEpoll {
  mutex mtx;   // one scan at a time
  mutex lock;  // guards scanning, rdllist, ovflist
  plain<bool> scanning;
  plain<bool> rdllist[kMost];
  plain<bool> ovflist[kMost];
  plain<unsigned> delivered[kMost];
  atomic<bool> ready[kMost];
};

void callback(MiniEpoll* ep, unsigned i) {
  ep->ready[i].store(true, Order::release);
  ep->lock.lock();
  if (ep->scanning) {
    ep->ovflist[i] = true;
  } else {
    ep->rdllist[i] = true;
  }
  ep->lock.unlock();
}

void scan(MiniEpoll* ep, unsigned n) {
  bool txlist[kMost];
  ep->mtx.lock();
  ep->lock.lock();
  for (unsigned i = 0; i < n; ++i) {
    txlist[i] = ep->rdllist[i];
    ep->rdllist[i] = false;
  }
  ep->scanning = true;
  ep->lock.unlock();
  for (unsigned i = 0; i < n; ++i) {
    if (!txlist[i]) continue;
    require(ep->ready[i].load(Order::acquire), "an item that is not ready is on the list");
    ++ep->delivered[i];
  }
  ep->lock.lock();
  for (unsigned i = 0; i < n; ++i) {
    if (!ep->ovflist[i]) continue;
    ep->rdllist[i] = true;
    ep->ovflist[i] = false;
  }
  ep->scanning = false;
  ep->lock.unlock();
  ep->mtx.unlock();
}

/// A condition variable; all of it is guarded by the mutex that wait() is given.
class ConditionVariable {
 public:
  void wait(mutex& held) {
    ++waiting_;
    held.unlock();
    wait_until(&is_signalled, this);
    held.lock();
    --signals_;
  }
  void signal() {
    if (waiting_ == 0u) return;
    --waiting_;
    ++signals_;
  }

 private:
  static bool is_signalled(const void* self) {
    return static_cast<const ConditionVariable*>(self)->signals_.peek() > 0;
  }
  plain<unsigned> waiting_;
  plain<unsigned> signals_;
};

struct Signalled {
  mutex lock;
  ConditionVariable condition;
  atomic<int> flag;
};

}  // namespace

/// N waiters say that they sleep, then look at the flag; the waker sets the flag, then looks who
/// sleeps. bug: without the fences in between.
void run_sleepwake(const Size& size) {
  auto* shared = make<Sleepers>();
  Crew crew;
  for (unsigned i = 0; i < size.n; ++i) {
    auto waiter = [shared, i, &size] {
      shared->state[i].store(1, Order::relaxed);
      barrier(size);
      shared->slept[i] = shared->flag.load(Order::relaxed) == 0;
    };
    crew.start(waiter, "waiter");
  }
  auto waker = [shared, &size] {
    shared->flag.store(1, Order::relaxed);
    barrier(size);
    for (unsigned i = 0; i < size.n; ++i) shared->woken[i] = shared->state[i].load(Order::relaxed);
  };
  crew.start(waker, "waker");
  crew.join();
  for (unsigned i = 0; i < size.n; ++i) {
    int slept = shared->slept[i], woken = shared->woken[i];
    require(slept == 0 || woken != 0, "a sleeper is not woken");
    if (size.observe) outcome({slept, woken});
  }
}

/// The same with one waiter that really waits: it spins until it is told to run.
void run_sleeplive(const Size& size) {
  auto* shared = make<SpinningSleeper>();
  Crew crew;
  auto waiter = [shared, &size] {
    shared->state.store(1, Order::relaxed);
    barrier(size);
    if (shared->flag.load(Order::relaxed) != 0) return;
    while (shared->run.load(Order::acquire) == 0) {
    }
  };
  auto waker = [shared, &size] {
    shared->flag.store(1, Order::relaxed);
    barrier(size);
    if (shared->state.load(Order::relaxed) != 0) shared->run.store(1, Order::release);
  };
  crew.start(waiter, "waiter");
  crew.start(waker, "waker");
  crew.join();
}

/// N callbacks of one item each, M scans that each deliver what is ready.
void run_epmini(const Size& size) {
  auto* ep = make<MiniEpoll>();
  Crew crew;
  for (unsigned i = 0; i < size.n; ++i) crew.start([ep, i] { callback(ep, i); }, "callback");
  for (unsigned i = 0; i < size.m; ++i) crew.start([ep, &size] { scan(ep, size.n); }, "scan");
  crew.join();
  for (unsigned i = 0; i < size.n; ++i) {
    unsigned delivered = ep->delivered[i];
    require(delivered + ep->rdllist[i] == 1, "an item is lost or delivered twice");
    if (size.observe) outcome({delivered});
  }
}

/// A lost wake-up: the flag is looked at outside the mutex.
void run_condlost(const Size&) {
  auto* shared = make<Signalled>();
  Crew crew;
  auto waiter = [shared] {
    if (shared->flag.load() != 0) return;
    shared->lock.lock();
    shared->condition.wait(shared->lock);
    shared->lock.unlock();
  };
  auto signaller = [shared] {
    shared->flag.store(1);
    shared->lock.lock();
    shared->condition.signal();
    shared->lock.unlock();
  };
  crew.start(waiter, "waiter");
  crew.start(signaller, "signaller");
  crew.join();
}

}  // namespace epcheck::bench
