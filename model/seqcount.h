// SPDX-License-Identifier: MIT
// Seqcount: lets a reader without a lock know that it ran beside a writer (seqcount_spinlock_t).
// The kernel counts; a counter would make every state new, so this one keeps, exactly and finitely,
// what the count is used for: which readers are inside, and which of them a writer has overtaken.
//
// Writers are serialized by a lock. A reader that finds a writer inside waits for it, as the
// kernel's spins. At most 31 threads may read.
#pragma once

#include <cstdint>

#include "checker/atomic.h"
#include "checker/choice.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck {

class Seqcount {
 public:
  void write_begin() {
    std::uint64_t word = word_.load(Order::relaxed);
    while (
        !word_.compare_exchange_strong(word, word | kWriting | (word & kReaders) << kOvertaken)) {
    }
  }
  void write_end() { word_.fetch_and(~kWriting, Order::release); }

  /// REQUIRES: a read_retry() of the same thread follows.
  void read_begin() {
    for (;;) {
      wait_until(&no_writer, this);
      std::uint64_t word = word_.load(Order::relaxed) & ~kWriting;
      if (word_.compare_exchange_strong(word, word | self())) return;
    }
  }
  /// Whether a writer was inside since read_begin().
  bool read_retry() {
    std::uint64_t overtaken = self() << kOvertaken;
    return (word_.fetch_and(~(self() | overtaken)) & (overtaken | kWriting)) != 0;
  }

 private:
  static constexpr unsigned kOvertaken = 31;  // distance of a reader's two bits
  static constexpr std::uint64_t kReaders = (std::uint64_t{1} << kOvertaken) - 1;
  static constexpr std::uint64_t kWriting = std::uint64_t{1} << 63;

  static std::uint64_t self() {
    require(this_thread::id() < kOvertaken, "more threads than a Seqcount can hold");
    return std::uint64_t{1} << this_thread::id();
  }
  static bool no_writer(const void* seqcount) {
    return (static_cast<const Seqcount*>(seqcount)->word_.peek() & kWriting) == 0;
  }

  atomic<std::uint64_t> word_{0};
};

}  // namespace epcheck
