// SPDX-License-Identifier: MIT
// The bit of a heap that says whether 16 bytes have been freed; and what stands before a block.
// Engine only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "checker/layout.h"

namespace epcheck {

class FreedBit {
 public:
  /// REQUIRES: `address` lies in a heap.
  explicit FreedBit(std::uintptr_t address) {
    std::uintptr_t base = heap(region_of(address));
    std::size_t granule = (address - base) / kGranule;
    byte_ = reinterpret_cast<std::byte*>(base + granule / 8);
    mask_ = std::byte{1} << (granule % 8);
  }
  bool test() const { return (*byte_ & mask_) != std::byte{0}; }
  void set() { *byte_ |= mask_; }
  std::uintptr_t address() const { return reinterpret_cast<std::uintptr_t>(byte_); }

 private:
  std::byte* byte_;
  std::byte mask_;
};

/// The granule before each block.
struct BlockHeader {
  static constexpr std::uint64_t kMagic = 0x6b636f6c62706565;  // not a size, nor an address
  static constexpr std::uint64_t kFreedMagic = kMagic + 1;  // where the header belongs to the block
  std::uint64_t bytes;
  std::uint64_t magic;
};
static_assert(sizeof(BlockHeader) == kGranule);

}  // namespace epcheck
