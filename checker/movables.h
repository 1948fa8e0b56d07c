// SPDX-License-Identifier: MIT
// Movables: the parts of a state that have equals. Threads that run the same function with equal
// arguments and were started one after the other, before any of them ran, are of one class; so are
// blocks from epc_alloc_alike() with one tag. Exchanging two movables of a class, everywhere, turns
// a state into one with the same futures but for names. Symmetry makes the keys of such states
// equal; Words and locks know the word of one movable and the same word of another by one name.
//
// A movable is a number: 1 to 63 are threads, 64 to 127 are blocks in the order of allocation. 0 is
// what cannot be moved: thread 0 and what it has allocated otherwise. Engine only.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "checker/layout.h"
#include "checker/thread_state.h"

namespace epcheck {

class Movables {
 public:
  static constexpr unsigned kFixed = 0;
  static constexpr unsigned kMost = 2 * kMaxThreads;

  Movables();
  void clear();

  /// Puts a thread that has just been created in its class.
  void add_thread(unsigned id, std::size_t argument_bytes);
  /// A block and the chunks that it alone fills; `begin` is where its first chunk begins.
  void add_block(std::uintptr_t begin, std::size_t bytes, const void* tag);
  unsigned blocks() const { return static_cast<unsigned>(blocks_.size()); }
  /// What the program has been given, in the order of allocation.
  std::vector<void*> blocks_of(const void* tag) const;
  /// Only so many threads and blocks are left; for undo.
  void truncate(unsigned threads, unsigned blocks);

  /// Another number whenever there are other movables; never 0.
  std::uint64_t version() const { return version_; }

  /// The movable that an address of the program lies in.
  unsigned at(std::uintptr_t address) const {
    std::uintptr_t offset = address - kBase;
    unsigned region = static_cast<unsigned>(offset / kRegionBytes);
    if (region >= kMaxThreads) return kFixed;
    if (blocks_.empty() || offset % kRegionBytes < kStackBytes) return region;
    unsigned block = block_of_chunk_[chunk_of(address)];
    return block != 0 ? block : region;
  }
  std::uintptr_t begin(unsigned movable) const {
    return movable < kMaxThreads ? region(movable) : blocks_[movable - kMaxThreads].begin;
  }
  std::size_t bytes(unsigned movable) const {
    return movable < kMaxThreads ? kRegionBytes : blocks_[movable - kMaxThreads].bytes;
  }
  /// The first movable of the class; a class is known by it.
  unsigned first(unsigned movable) const { return first_[movable]; }
  /// Whether there are others like it.
  bool alike(unsigned movable) const { return count_[first_[movable]] > 1; }
  bool any_alike_threads() const { return alike_threads_ > 0; }
  bool same_class(unsigned a, unsigned b) const { return first_[a] == first_[b]; }
  /// The same place in the first movable of the class: one name for all of them.
  std::uintptr_t canonical(std::uintptr_t address) const {
    unsigned movable = at(address);
    unsigned first = first_[movable];
    return first == movable ? address : address - begin(movable) + begin(first);
  }

 private:
  struct Block {
    std::uintptr_t begin;
    std::size_t bytes;
    const void* tag;
  };
  static std::size_t chunk_of(std::uintptr_t address) {
    std::uintptr_t offset = address - kBase;
    return offset / kRegionBytes * kChunksPerHeap +
           (offset % kRegionBytes - kStackBytes) / kChunkBytes;
  }
  bool is_new(unsigned first) const;
  bool like(unsigned id, unsigned other, std::size_t argument_bytes) const;
  void enter_class(unsigned movable, unsigned first);
  void leave_class(unsigned movable);

  std::vector<Block> blocks_;
  std::vector<std::uint8_t> block_of_chunk_;  // 0 is none
  std::array<std::uint8_t, kMost> first_;
  std::array<std::uint8_t, kMost> count_;  // of the class, at its first movable
  unsigned threads_ = 1;
  std::uint64_t version_ = 1;
  unsigned alike_threads_ = 0;  // that are not the first of their class
};

}  // namespace epcheck
