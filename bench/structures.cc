// SPDX-License-Identifier: MIT
// Shared data without locks: a counter, a hash table, a sequence lock.
#include "bench/bodies.h"
#include "bench/crew.h"
#include "checker/atomic.h"
#include "checker/memory.h"
#include "checker/plain.h"
#include "checker/report.h"

namespace epcheck::bench {

namespace {

struct Increments {
  atomic<unsigned> x;
  plain<unsigned> seen[kMost];
};

struct HashTable {
  static constexpr int kEntries = 128;
  static constexpr int kMessages = 4;  // inserted by each thread
  atomic<int> at[kEntries];

  void insert(int key) {
    int h = key * 7 % kEntries;
    for (;;) {
      int empty = 0;
      if (at[h].compare_exchange_strong(empty, key)) return;
      h = (h + 1) % kEntries;
    }
  }
};

struct Sequenced {
  atomic<unsigned> sequence, first, second;

  void write(unsigned value) {
    unsigned s = sequence.load(Order::relaxed);
    sequence.store(s + 1, Order::relaxed);
    fence(Order::release);
    first.store(value, Order::relaxed);
    second.store(value, Order::relaxed);
    sequence.store(s + 2, Order::release);
  }
  void read(unsigned* p, unsigned* q, bool with_fence) {
    for (;;) {
      unsigned s = sequence.load(Order::acquire);
      if (s % 2 != 0) continue;
      unsigned a = first.load(Order::relaxed);
      unsigned b = second.load(Order::relaxed);
      if (with_fence) fence(Order::acquire);
      if (sequence.load(Order::relaxed) != s) continue;
      *p = a;
      *q = b;
      return;
    }
  }
};

}  // namespace

/// N threads increment one counter and keep what they found.
void run_ainc(const Size& size) {
  auto* shared = make<Increments>();
  Crew crew;
  for (unsigned i = 0; i < size.n; ++i)
    crew.start([shared, i] { shared->seen[i] = shared->x.fetch_add(1); }, "adder");
  crew.join();
  require(shared->x.load() == size.n, "an increment is lost");
  for (unsigned i = 0; size.observe && i < size.n; ++i) outcome({shared->seen[i]});
}

/// N threads insert 4 messages each in a hash table by compare-and-swap; from N = 12 on, some
/// collide.
void run_indexer(const Size& size) {
  auto* table = make<HashTable>();
  Crew crew;
  for (unsigned i = 0; i < size.n; ++i) {
    auto inserter = [table, i] {
      for (int m = 1; m <= HashTable::kMessages; ++m) table->insert(m * 11 + static_cast<int>(i));
    };
    crew.start(inserter, "inserter");
  }
  crew.join();
}

/// One writer makes M updates, N readers read both halves; bug: without the readers' fence.
void run_seqlock(const Size& size) {
  auto* shared = make<Sequenced>();
  Crew crew;
  auto writer = [shared, &size] {
    for (unsigned k = 1; k <= size.m; ++k) shared->write(k);
  };
  crew.start(writer, "writer");
  for (unsigned i = 0; i < size.n; ++i) {
    auto reader = [shared, &size] {
      unsigned p, q;
      shared->read(&p, &q, !size.bug);
      require(p == q, "half of an update is seen");
      if (size.observe) outcome({p});
    };
    crew.start(reader, "reader");
  }
  crew.join();
}

}  // namespace epcheck::bench
