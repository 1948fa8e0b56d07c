// SPDX-License-Identifier: MIT
// Litmus tests with a parameter: many short threads and no loop that waits.
#include "bench/bodies.h"
#include "bench/crew.h"
#include "checker/atomic.h"
#include "checker/memory.h"
#include "checker/plain.h"
#include "checker/report.h"

namespace epcheck::bench {

namespace {

struct Ring {
  atomic<int> x[kMost];
  plain<int> seen[kMost];
};

struct Message {
  atomic<int> data, flag;
};

struct Two {
  atomic<int> x, y;
};

struct Array {
  atomic<int> at[kMost];
};

struct Fibonacci {
  atomic<int> x{1}, y{1};
};

/// Reads `first` before `second`.
void read_both(const atomic<int>& first, const atomic<int>& second, const Size& size) {
  int a = first.load(Order::acquire);
  int b = second.load(Order::acquire);
  if (size.observe) outcome({a, b});
}

}  // namespace

/// Store buffering in a ring: thread i writes x[i] and reads x[i + 1]. bug: asserts that somebody
/// sees a write, which holds under sc only.
void run_sb(const Size& size) {
  auto* ring = make<Ring>();
  Crew crew;
  for (unsigned i = 0; i < size.n; ++i) {
    auto body = [ring, i, n = size.n] {
      ring->x[i].store(1, Order::relaxed);
      ring->seen[i] = ring->x[(i + 1) % n].load(Order::relaxed);
    };
    crew.start(body, "thread");
  }
  crew.join();
  int sum = 0;
  for (unsigned i = 0; i < size.n; ++i) {
    int seen = ring->seen[i];
    sum += seen;
    if (size.observe) outcome({seen});
  }
  if (size.bug) require(sum != 0, "nobody has seen a write");
}

/// Message passing to N readers; bug: the flag is written relaxed.
void run_mp(const Size& size) {
  auto* message = make<Message>();
  Crew crew;
  auto writer = [message, &size] {
    message->data.store(1, Order::relaxed);
    message->flag.store(1, size.bug ? Order::relaxed : Order::release);
  };
  crew.start(writer, "writer");
  for (unsigned i = 0; i < size.n; ++i) {
    auto reader = [message, &size] {
      int flag = message->flag.load(Order::acquire);
      int data = message->data.load(Order::relaxed);
      if (flag != 0) require(data == 1, "the flag has come before the data");
      if (size.observe) outcome({flag, data});
    };
    crew.start(reader, "reader");
  }
  crew.join();
}

/// Independent reads of independent writes: two writers, N readers in each order.
void run_iriw(const Size& size) {
  auto* two = make<Two>();
  Crew crew;
  crew.start([two] { two->x.store(1, Order::release); }, "writer of x");
  crew.start([two] { two->y.store(1, Order::release); }, "writer of y");
  for (unsigned i = 0; i < size.n; ++i) {
    crew.start([two, &size] { read_both(two->x, two->y, size); }, "x then y");
    crew.start([two, &size] { read_both(two->y, two->x, size); }, "y then x");
  }
  crew.join();
}

/// One writer, N readers of one variable.
void run_readers(const Size& size) {
  auto* two = make<Two>();
  Crew crew;
  crew.start([two] { two->x.store(1); }, "writer");
  for (unsigned i = 0; i < size.n; ++i) {
    auto reader = [two, &size] {
      int seen = two->x.load();
      if (size.observe) outcome({seen});
    };
    crew.start(reader, "reader");
  }
  crew.join();
}

/// N writers of array[j] = array[j - 1] + 1, and one that looks for the last zero.
void run_lastzero(const Size& size) {
  auto* array = make<Array>();
  Crew crew;
  auto scanner = [array, &size] {
    unsigned i = size.n;
    while (array->at[i].load() != 0) --i;
    if (size.observe) outcome({i});
  };
  crew.start(scanner, "scanner");
  for (unsigned j = 1; j <= size.n; ++j)
    crew.start([array, j] { array->at[j].store(array->at[j - 1].load() + 1); }, "writer");
  crew.join();
}

/// Two threads, N rounds of x += y and of y += x.
void run_fib_bench(const Size& size) {
  auto* pair = make<Fibonacci>();
  Crew crew;
  auto adds_to_x = [pair, &size] {
    for (unsigned i = 0; i < size.n; ++i) {
      int x = pair->x.load(Order::relaxed);
      int y = pair->y.load(Order::relaxed);
      pair->x.store(x + y, Order::relaxed);
    }
  };
  auto adds_to_y = [pair, &size] {
    for (unsigned i = 0; i < size.n; ++i) {
      int x = pair->x.load(Order::relaxed);
      int y = pair->y.load(Order::relaxed);
      pair->y.store(x + y, Order::relaxed);
    }
  };
  crew.start(adds_to_x, "x += y");
  crew.start(adds_to_y, "y += x");
  int x = pair->x.load(Order::relaxed);
  int y = pair->y.load(Order::relaxed);
  if (size.observe) outcome({x, y});
  crew.join();
}

}  // namespace epcheck::bench
