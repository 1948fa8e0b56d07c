// SPDX-License-Identifier: MIT
// Programs that are wrong: does the checker say so?
#include "bench/bodies.h"
#include "bench/crew.h"
#include "checker/atomic.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"

namespace epcheck::bench {

namespace {

struct TwoLocks {
  mutex a, b;
};

void take_both(mutex& first, mutex& second) {
  first.lock();
  second.lock();
  second.unlock();
  first.unlock();
}

struct Eventpoll {
  plain<int> value{7};
};

struct Global {
  atomic<Eventpoll*> ep;
};

}  // namespace

/// Two locks taken in both orders.
void run_deadlock(const Size&) {
  auto* locks = make<TwoLocks>();
  Crew crew;
  crew.start([locks] { take_both(locks->a, locks->b); }, "a then b");
  crew.start([locks] { take_both(locks->b, locks->a); }, "b then a");
  crew.join();
}

/// A plain write beside a plain read.
void run_race(const Size&) {
  auto* shared = make<plain<int>>();
  Crew crew;
  crew.start([shared] { *shared = 1; }, "writer");
  crew.start([shared] { static_cast<void>(shared->load()); }, "reader");
  crew.join();
}

/// One thread frees what the other has just got hold of, as when close() races with a callback.
void run_uaf(const Size&) {
  auto* global = make<Global>();
  global->ep.store(make<Eventpoll>(), Order::release);
  Crew crew;
  auto user = [global] {
    Eventpoll* ep = global->ep.load(Order::acquire);
    if (ep != nullptr) static_cast<void>(ep->value.load());
  };
  auto closer = [global] {
    Eventpoll* ep = global->ep.exchange(nullptr, Order::acq_rel);
    if (ep != nullptr) destroy(ep);
  };
  crew.start(user, "user");
  crew.start(closer, "closer");
  crew.join();
}

}  // namespace epcheck::bench
