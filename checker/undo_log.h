// SPDX-License-Identifier: MIT
// What Machine keeps of the state beside the program's memory, and of each step so that it can be
// taken back. Engine only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "checker/check.h"
#include "checker/key.h"
#include "checker/layout.h"
#include "checker/symmetry.h"

namespace epcheck {

/// State that follows from the tasks, kept apart because it is read at every operation.
struct World {
  std::uint16_t threads;
  std::uint16_t live;
  std::uint64_t live_threads;
  std::uint16_t blocks;  // that are alike
  bool failed;
  // For known steps: what has been written to memory without operations while it was allocated,
  // and what has been freed; the stacks that are pointed to there, one bit each.
  Key unannounced{};
  std::uint64_t stacks_in_heaps = 0;
};

/// For known steps: what a thread is, exactly, which is known if it is not zero; and what others
/// can see of its stack, see SeenStacks.
struct StackKeys {
  Key exact;
  std::uint32_t seen = 0, seen_version = 0;
};

/// What lies at `address`, and what it counts for in the key.
struct Saved {
  std::uintptr_t address;
  std::uint32_t bytes;
  std::uint32_t index;  // of the chunk, or of the thread
  bool chunk;
  Symmetry::Part part;
  StackKeys stack{};  // of a thread
  bool handover() const { return chunk && index / kChunksPerHeap == kHandoverRegion; }
};

/// A step that has been taken, and how things were before it.
struct StepFrame {
  std::size_t saved;
  std::size_t bytes;
  Symmetry::LogSize log;
  Symmetry::Part members;
  Key key;
  World world;
  Decision decision;
};

}  // namespace epcheck
