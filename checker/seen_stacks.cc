// SPDX-License-Identifier: MIT
#include "checker/seen_stacks.h"

#include <algorithm>

#include "checker/machine.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace epcheck {

namespace {

constexpr std::size_t kMostStacks = 1 << 14;
constexpr std::uintptr_t kAddressBits = 0xffff'ffff'ffff;

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

Key hash(const std::vector<std::uint64_t>& words) {
  XXH128_hash_t digest = XXH3_128bits(words.data(), words.size() * sizeof words[0]);
  return {digest.low64, digest.high64};
}

}  // namespace

unsigned stack_of(std::uintptr_t pointer) {
  std::uintptr_t address = pointer & kAddressBits;
  if (!in_program(address) || in_heap(address)) return kMaxThreads;
  unsigned owner = region_of(address);
  return owner < kMaxThreads && address < number(&thread_state(owner)) ? owner : kMaxThreads;
}

const SeenFrame* SeenStack::at(std::uintptr_t pointer) const {
  std::uintptr_t address = pointer & kAddressBits;
  for (const SeenFrame& frame : frames)
    if (address >= frame.begin && address < frame.end) return &frame;
  return nullptr;
}

void SeenStacks::clear() {
  shared_.clear();
  forget();
}

void SeenStacks::forget() {
  ++version_;
  known_.clear();
  stacks_.clear();
}

void SeenStacks::trim() {
  if (stacks_.size() > kMostStacks) forget();
}

const SeenStack& SeenStacks::of(unsigned thread, StackKeys& keys) {
  if (!knows(keys)) {
    std::uint32_t& known = known_[keys.exact];
    if (known == 0) {
      stacks_.push_back(look(thread));
      known = static_cast<std::uint32_t>(stacks_.size());
    }
    keys.seen = known - 1;
    keys.seen_version = version_;
  }
  return stacks_[keys.seen];
}

std::uint64_t SeenStacks::shared(std::uintptr_t address, std::uintptr_t pc) const {
  auto found = shared_.find({address, pc});
  return found == shared_.end() ? 0 : found->second;
}

void SeenStacks::share(const SeenFrame& frame, std::uintptr_t address, std::size_t bytes) {
  if (frame.pc == 0) return;
  bool news = false;
  for (std::uintptr_t byte = address; byte < address + bytes; ++byte) {
    std::uint64_t& shared = shared_[{byte & ~std::uintptr_t{7}, frame.pc}];
    std::uint64_t bits = std::uint64_t{0xff} << byte % 8 * 8;
    news |= (shared & bits) == 0;
    shared |= bits;
  }
  if (news) forget();
}

/// A word of one function may lie in the frame of its caller: an argument.
SeenStack SeenStacks::look(unsigned thread) const {
  const ThreadState& task = thread_state(thread);
  const Liveness& liveness = machine_.liveness_;
  std::span<const std::uint64_t> words = machine_.words_of_thread(thread);
  SeenStack stack;
  std::uintptr_t rest = number(task.sp);
  std::size_t i = 0;
  bool framed = machine_.options_.reductions.live_stacks && task.has_frames();
  if (framed) {
    liveness.each_frame([&](std::uintptr_t begin, std::uintptr_t end, std::uintptr_t pc) {
      stack.frames.push_back({begin, end, pc, {}, {}});
      rest = end;
    });
    if (stack.frames.empty()) rest = Liveness::call_sp(task);
    i = liveness.first_frame_word();
  }
  stack.frames.push_back({rest, std::max(rest, number(&task)), 0, {}, {}});
  std::vector<std::vector<std::uint64_t>> contents;
  for (const SeenFrame& frame : stack.frames)
    contents.push_back({frame.begin, frame.end, frame.pc});
  auto add = [&](std::uintptr_t address, std::uint64_t word) {
    const SeenFrame* frame = stack.at(address);
    if (frame == nullptr) return;
    std::size_t at = static_cast<std::size_t>(frame - stack.frames.data());
    contents[at].insert(contents[at].end(), {address, word});
    if (stack_of(word) < kMaxThreads) stack.frames[at].pointers.push_back(word);
  };
  if (framed)
    liveness.each_frame_word([&](std::uintptr_t address, std::uintptr_t pc, const LiveWord& live) {
      std::uint64_t word = words[i++];
      if (live.reached != 0) add(address, word & live.reached & ~shared(address, pc));
    });
  for (std::uintptr_t address = rest; address < number(&task); address += 8)
    add(address, words[i++]);
  std::vector<std::uint64_t> all;
  for (std::size_t at = 0; at < contents.size(); ++at) {
    stack.frames[at].key = hash(contents[at]);
    all.insert(all.end(), {stack.frames[at].key.low, stack.frames[at].key.high});
  }
  stack.key = hash(all);
  return stack;
}

}  // namespace epcheck
