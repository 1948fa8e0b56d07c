// SPDX-License-Identifier: MIT
// The side of run.h that runs on the engine's threads, apart because it is compiled as code under
// test is.
#pragma once

#include <cstdint>

#include "checker/mutex.h"
#include "tests/litmus/program.h"

namespace epcheck::litmus {

struct Shared {
  std::uint64_t cells[kWords];
  LockWord locks[kPlaces - kWords];
};

struct FiberBody {
  const Program* program;
  unsigned bytes;
  /// Where the program's words are, for judging end states. It is the same in every execution.
  Shared** where;
  /// Threads that run the code of the first one. If several, no thread may join another.
  unsigned copies = 1;

  /// Starts the threads. Each gives one value to outcome(): its registers, four bits each.
  void operator()() const;
};

/// Address of a word or lock.
inline void* address_of(Shared* shared, unsigned place, unsigned bytes) {
  if (place >= kWords) return &shared->locks[place - kWords];
  return reinterpret_cast<char*>(shared->cells) + std::uintptr_t{place} * bytes;
}

}  // namespace epcheck::litmus
