// SPDX-License-Identifier: MIT
// Where the memory of a program under test lies. One address range, at the same place in every
// process: for each thread a region that holds its stack, its ThreadState and its heap. Fixed
// addresses make a state a plain sequence of bytes, equal in every run and in every worker.
//
//   region:  | stack, grows down .. | ThreadState | heap: freed bits, blocks .. | unwritten | model
//   |
//
// Heaps are divided into chunks, the unit of hashing and of undo.
#pragma once

#include <cstddef>
#include <cstdint>

#include "checker/thread.h"

namespace epcheck {

inline constexpr std::uintptr_t kBase = 0x2000'0000'0000;
inline constexpr std::size_t kRegionBytes = 512 * 1024;
inline constexpr std::size_t kStackBytes = 256 * 1024;  // stack and ThreadState
inline constexpr std::size_t kHeapBytes = kRegionBytes - kStackBytes;
inline constexpr std::size_t kGranule = 16;  // heap blocks are multiples of it
inline constexpr std::size_t kFreedBytes = kHeapBytes / kGranule / 8;
inline constexpr std::size_t kChunkBytes = 128;
inline constexpr std::size_t kChunksPerHeap = kHeapBytes / kChunkBytes;
inline constexpr std::size_t kModelBytes = 1024;  // at the end of each heap, for the memory model
inline constexpr std::size_t kUnwrittenBytes = kHeapBytes / 8;  // before that, see unwritten.cc
/// Regions that belong to no thread: what Handover keeps, and the variables of Globals.
inline constexpr unsigned kHandoverRegion = kMaxThreads;
inline constexpr unsigned kGlobalsRegion = kMaxThreads + 1;
inline constexpr unsigned kRegions = kMaxThreads + 2;
inline constexpr std::size_t kTotalBytes = kRegionBytes * kRegions;

inline std::uintptr_t region(unsigned thread) { return kBase + thread * kRegionBytes; }
inline std::uintptr_t stack_top(unsigned thread) { return region(thread) + kStackBytes; }
inline std::uintptr_t heap(unsigned thread) { return stack_top(thread); }
inline std::uintptr_t heap_blocks(unsigned thread) { return heap(thread) + kFreedBytes; }

inline std::uintptr_t unwritten_bits(unsigned thread) {
  return region(thread) + kRegionBytes - kModelBytes - kUnwrittenBytes;
}

inline bool in_program(std::uintptr_t address) { return address - kBase < kTotalBytes; }
inline unsigned region_of(std::uintptr_t address) {
  return static_cast<unsigned>((address - kBase) / kRegionBytes);
}
inline bool in_heap(std::uintptr_t address) {
  return (address - kBase) % kRegionBytes >= kStackBytes;
}

}  // namespace epcheck
