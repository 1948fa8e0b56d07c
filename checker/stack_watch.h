// SPDX-License-Identifier: MIT
// StackWatch: the places on the stack of one thread that other threads use, and which functions'
// variables they are at the moment. Machine keeps one for each thread; it says something of the
// thread that takes a step, from its beginning on (stack_places.cc).
#pragma once

#include <cstdint>
#include <vector>

#include "checker/thread.h"

namespace epcheck {

/// Eight bytes on a stack.
struct WatchedPlace {
  std::uintptr_t address;
  std::uint64_t function;  // see Liveness::function_at()
};

struct StackWatch {
  unsigned region = kMaxThreads;  // by whose name the places were looked up
  std::vector<WatchedPlace> places;
};

}  // namespace epcheck
