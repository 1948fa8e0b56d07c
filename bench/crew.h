// SPDX-License-Identifier: MIT
// The threads of a benchmark program: started one by one, joined in the same order, as the arrays
// of pthread_t of the peers' programs. Lives on the stack of the body; at most kMaxThreads of them.
#pragma once

#include <new>

#include "checker/thread.h"

namespace epcheck::bench {

class Crew {
 public:
  Crew() = default;
  Crew(const Crew&) = delete;

  template <class F>
  void start(F body, const char* name) {
    new (slot(count_++)) thread(body, name);
  }
  void join() {
    for (unsigned i = 0; i < count_; ++i) slot(i)->join();
  }

 private:
  thread* slot(unsigned i) { return reinterpret_cast<thread*>(&slots_[i]); }

  struct alignas(thread) Slot {
    unsigned char bytes[sizeof(thread)];
  };
  static constexpr unsigned kMost = 24;
  Slot slots_[kMost];
  unsigned count_ = 0;
};

}  // namespace epcheck::bench
