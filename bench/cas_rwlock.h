// SPDX-License-Identifier: MIT
// A readers-writer lock in one word, taken by compare-and-swap and awaited by spinning: -1 is a
// writer, else the number of readers.
#pragma once

#include "checker/atomic.h"

namespace epcheck::bench {

class CasRwlock {
 public:
  void lock_shared() {
    int seen;
    do {
      do {
        seen = word_.load(Order::relaxed);
      } while (seen < 0);
    } while (!word_.compare_exchange_strong(seen, seen + 1, Order::acquire));
  }
  void unlock_shared() { word_.fetch_sub(1, Order::release); }
  void lock() {
    int expected = 0;
    while (!word_.compare_exchange_strong(expected, -1, Order::acquire)) expected = 0;
  }
  void unlock() { word_.store(0, Order::release); }

 private:
  atomic<int> word_;
};

}  // namespace epcheck::bench
