// SPDX-License-Identifier: MIT
#include "checker/leaks.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "checker/freed_bit.h"
#include "checker/machine.h"

namespace epcheck {

namespace {

struct Block {
  std::uintptr_t begin;
  std::uint64_t bytes;
  bool found;
};

class Heaps {
 public:
  explicit Heaps(unsigned threads) {
    for (unsigned thread = 0; thread < threads; ++thread) collect(thread);
  }

  /// Follows what may be pointers.
  void follow(std::span<const std::uint64_t> words) {
    for (std::uint64_t word : words) find(word);
    while (!open_.empty()) {
      const Block* block = open_.back();
      open_.pop_back();
      for (const std::uint64_t& word : contents(*block)) find(word);
    }
  }

  std::vector<LostBlock> lost() const {
    std::vector<LostBlock> lost;
    for (const Block& block : blocks_)
      if (!block.found) lost.push_back({block.begin, block.bytes});
    return lost;
  }

 private:
  /// Between blocks there are zeros, and what has been freed.
  void collect(unsigned thread) {
    std::uintptr_t end = heap_blocks(thread) + thread_state(thread).heap_used;
    for (std::uintptr_t at = heap_blocks(thread); at < end; at += kGranule) {
      const BlockHeader& header = *reinterpret_cast<const BlockHeader*>(at);
      if (header.magic != BlockHeader::kMagic) continue;
      std::uintptr_t begin = at + kGranule;
      std::uint64_t granules = (std::max<std::uint64_t>(header.bytes, 1) + kGranule - 1) / kGranule;
      if (!FreedBit(begin).test()) blocks_.push_back({begin, header.bytes, false});
      at += granules * kGranule;
    }
  }

  std::span<const std::uint64_t> contents(const Block& block) const {
    return {reinterpret_cast<const std::uint64_t*>(block.begin), block.bytes / 8};
  }

  void find(std::uint64_t word) {
    if (!in_program(word)) return;
    auto next = std::upper_bound(blocks_.begin(), blocks_.end(), word,
                                 [](std::uint64_t a, const Block& b) { return a < b.begin; });
    if (next == blocks_.begin()) return;
    Block& block = *--next;
    if (block.found || word - block.begin >= std::max<std::uint64_t>(block.bytes, 1)) return;
    block.found = true;
    open_.push_back(&block);
  }

  std::vector<Block> blocks_;  // by address
  std::vector<const Block*> open_;
};

}  // namespace

std::vector<LostBlock> find_leaks(Machine& machine, const EndState& end) {
  for (const BlockedThread& thread : end.blocked)
    if (!thread.daemon) return {};
  Heaps heaps(machine.threads());
  const auto* globals = reinterpret_cast<const std::uint64_t*>(kGlobals);
  heaps.follow({globals, Globals::chunks() * kChunkBytes / 8});
  for (const BlockedThread& thread : end.blocked) heaps.follow(machine.live_words(thread.id));
  return heaps.lost();
}

std::string describe_leaks(const std::vector<LostBlock>& lost) {
  if (lost.empty()) return "";
  std::uint64_t bytes = 0;
  for (const LostBlock& block : lost) bytes += block.bytes;
  return fmt::format("{} bytes in {} {} are not freed, and nothing leads to them", bytes,
                     lost.size(), lost.size() == 1 ? "block" : "blocks");
}

}  // namespace epcheck
