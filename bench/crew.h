// SPDX-License-Identifier: MIT
// The threads of a benchmark program: started one by one, waited for together.
#pragma once

#include "checker/thread.h"

namespace epcheck::bench {

class Crew {
 public:
  template <class F>
  void start(F body, const char* name) {
    thread(body, name);
  }
  void join() { this_thread::join_all(); }
};

}  // namespace epcheck::bench
