// SPDX-License-Identifier: MIT
// Programs whose threads take turns through one lock.
#include "bench/bodies.h"
#include "bench/cas_rwlock.h"
#include "bench/crew.h"
#include "checker/atomic.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/report.h"

namespace epcheck::bench {

namespace {

/// What N threads come to if thread i adds i + 1 in each of `rounds`.
unsigned sum(const Size& size, unsigned rounds) { return rounds * size.n * (size.n + 1) / 2; }

/// The critical section: thread i adds i + 1 to a plain counter.
void add(plain<unsigned>& count, unsigned i, const Size& size) {
  unsigned seen = count;
  count = seen + i + 1;
  if (size.observe) outcome({seen});
}

/// mutex(N, M): N threads, M rounds each.
struct MutexCounter {
  mutex lock;
  plain<unsigned> count;
};

struct Disjoint {
  mutex lock;
  plain<unsigned> count[kMost];
};

struct TicketLock {
  atomic<unsigned> next, owner;
  void lock(unsigned* ticket) {
    *ticket = next.fetch_add(1, Order::relaxed);
    while (owner.load(Order::acquire) != *ticket) {
    }
  }
  void unlock(unsigned ticket, Order order) { owner.store(ticket + 1, order); }
};

struct TtasLock {
  atomic<int> word;
  void lock() {
    do {
      while (word.load(Order::relaxed) != 0) {
      }
    } while (word.exchange(1, Order::acquire) != 0);
  }
  void unlock() { word.store(0, Order::release); }
};

struct CasLock {
  atomic<int> word;
  void lock() {
    int expected = 0;
    while (!word.compare_exchange_strong(expected, 1, Order::acquire)) expected = 0;
  }
  void unlock() { word.store(0, Order::release); }
};

/// As the kernel's old rwlock_t: who comes takes away, looks, and gives back if it was too much.
struct BiasRwlock {
  static constexpr int kBias = 0x100000;
  atomic<int> word{kBias};
  void lock_shared() {
    while (word.fetch_sub(1, Order::acquire) <= 0) {
      word.fetch_add(1, Order::relaxed);
      while (word.load(Order::relaxed) <= 0) {
      }
    }
  }
  void unlock_shared() { word.fetch_add(1, Order::release); }
  void lock() {
    while (word.fetch_sub(kBias, Order::acquire) != kBias) {
      word.fetch_add(kBias, Order::relaxed);
      while (word.load(Order::relaxed) != kBias) {
      }
    }
  }
  void unlock() { word.fetch_add(kBias, Order::release); }
};

template <class Lock>
struct Counter {
  Lock lock;
  plain<unsigned> count;
};

/// N threads, each once in the critical section of a spinning lock.
template <class Lock>
void count_under(const Size& size) {
  auto* shared = make<Counter<Lock>>();
  Crew crew;
  for (unsigned i = 0; i < size.n; ++i) {
    auto adder = [shared, i, &size] {
      shared->lock.lock();
      add(shared->count, i, size);
      shared->lock.unlock();
    };
    crew.start(adder, "adder");
  }
  crew.join();
  require(shared->count == sum(size, 1), "an addition is lost");
}

/// N readers and M writers, each once.
template <class Lock>
void read_and_write_under(const Size& size) {
  auto* shared = make<Counter<Lock>>();
  Crew crew;
  for (unsigned i = 0; i < size.n; ++i) {
    auto reader = [shared, &size] {
      shared->lock.lock_shared();
      unsigned seen = shared->count;
      if (size.observe) outcome({seen});
      shared->lock.unlock_shared();
    };
    crew.start(reader, "reader");
  }
  for (unsigned i = size.n; i < size.n + size.m; ++i) {
    auto writer = [shared, i, &size] {
      shared->lock.lock();
      add(shared->count, i, size);
      shared->lock.unlock();
    };
    crew.start(writer, "writer");
  }
  crew.join();
}

}  // namespace

void run_mutex(const Size& size) {
  auto* shared = make<MutexCounter>();
  Crew crew;
  for (unsigned i = 0; i < size.n; ++i) {
    auto adder = [shared, i, &size] {
      for (unsigned k = 0; k < size.m; ++k) {
        shared->lock.lock();
        add(shared->count, i, size);
        shared->lock.unlock();
      }
    };
    crew.start(adder, "adder");
  }
  crew.join();
  require(shared->count == sum(size, size.m), "an addition is lost");
}

/// One mutex, but each thread has a counter of its own.
void run_mutexdisj(const Size& size) {
  auto* shared = make<Disjoint>();
  Crew crew;
  for (unsigned i = 0; i < size.n; ++i) {
    auto adder = [shared, i, &size] {
      for (unsigned k = 0; k < size.m; ++k) {
        shared->lock.lock();
        ++shared->count[i];
        shared->lock.unlock();
      }
    };
    crew.start(adder, "adder");
  }
  crew.join();
}

/// N threads draw a number each and wait until it is called; bug: the call does not release.
void run_ticketlock(const Size& size) {
  auto* shared = make<Counter<TicketLock>>();
  Crew crew;
  for (unsigned i = 0; i < size.n; ++i) {
    auto adder = [shared, i, &size] {
      unsigned ticket;
      shared->lock.lock(&ticket);
      add(shared->count, i, size);
      shared->lock.unlock(ticket, size.bug ? Order::relaxed : Order::release);
    };
    crew.start(adder, "adder");
  }
  crew.join();
  require(shared->count == sum(size, 1), "an addition is lost");
}

void run_ttaslock(const Size& size) { count_under<TtasLock>(size); }
void run_casspin(const Size& size) { count_under<CasLock>(size); }
void run_rwlock(const Size& size) { read_and_write_under<BiasRwlock>(size); }
void run_rwcas(const Size& size) { read_and_write_under<CasRwlock>(size); }

}  // namespace epcheck::bench
