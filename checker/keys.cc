// SPDX-License-Identifier: MIT
// Machine, the keys: what each part of the state counts for, kept up to date by what a step has
// saved. With symmetry a part is taken apart into content and links (symmetry.h); without, it is
// one hash. See docs/internals.md, "Keys".
#include <algorithm>
#include <cstring>

#include "checker/machine.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace epcheck {

namespace {

constexpr std::uint64_t kThreadPlace = 1;  // of a thread's stack in its region
constexpr std::uint64_t kChunkPlace = 1024;

std::byte* at(std::uintptr_t address) { return reinterpret_cast<std::byte*>(address); }

std::uintptr_t chunk_address(std::uint32_t chunk) {
  return heap(chunk / kChunksPerHeap) + chunk % kChunksPerHeap * kChunkBytes;
}

bool is_zero(const std::byte* chunk) {
  std::uint64_t words[kChunkBytes / 8], any = 0;
  std::memcpy(words, chunk, kChunkBytes);
  for (std::uint64_t word : words) any |= word;
  return any == 0;
}

/// Whether the chunk holds bits about other memory, which are no pointers whatever they look like.
bool holds_bits(std::uintptr_t chunk) {
  unsigned owner = region_of(chunk);
  return owner < kMaxThreads && chunk - unwritten_bits(owner) < kUnwrittenBytes;
}

Key hash(const void* bytes, std::size_t count, std::uint64_t place) {
  XXH128_hash_t digest = XXH3_128bits_withSeed(bytes, count, place);
  return {digest.low64, digest.high64};
}

}  // namespace

void Machine::clear_parts() {
  for (std::uint32_t chunk : used_chunks_) {
    chunk_part_[chunk] = {};
    chunk_epoch_[chunk] = 0;
  }
  used_chunks_.clear();
  std::fill(thread_part_.begin(), thread_part_.end(), Symmetry::Part{});
  symmetry_.clear();
  handed_over_for_ = 0;
  members_part_ = {};
  key_ = {};
}

void Machine::first_key() {
  if (words_.symmetric()) {
    symmetry_.add(thread_part_[0] = describe_thread(symmetry_, 0));
    for (std::uint32_t i = kFirstGlobalsChunk; i < kFirstGlobalsChunk + Globals::chunks(); ++i)
      symmetry_.add(chunk_part_[i] = describe_chunk(symmetry_, i));
    key_ = symmetry_.key(world_.threads);
  } else {
    key_ += thread_part_[0].content = hash_thread(0);
    for (std::uint32_t i = kFirstGlobalsChunk; i < kFirstGlobalsChunk + Globals::chunks(); ++i)
      key_ += (chunk_part_[i] = {.content = hash_chunk(i)}).content;
  }
}

void Machine::rehash(KnownStep* known) {
  bool symmetric = words_.symmetric();
  std::size_t offset = frames_.back().bytes;
  for (std::size_t i = frames_.back().saved; i < saved_.size(); offset += saved_[i++].bytes) {
    const Saved& saved = saved_[i];
    Symmetry::Part& part = part_of(saved);
    if (known != nullptr && known->described && !saved.chunk &&
        saved.index == frames_.back().decision.thread) {
      replace_thread(part, *known);
    } else if (!symmetric) {
      key_ -= part.content;
      part.content = saved.chunk ? hash_chunk(saved.index) : hash_thread(saved.index);
      key_ += part.content;
    } else if (saved.handover()) {
      handover_.relink(symmetry_.handed_over(), movables_, saved.address, &bytes_[offset],
                       saved.bytes);
    } else {
      symmetry_.remove(part);
      part = saved.chunk ? describe_chunk(symmetry_, saved.index)
                         : describe_thread(symmetry_, saved.index);
      symmetry_.add(part);
    }
  }
  if (known != nullptr && !known->described)
    repeater_.describe(*known, frames_.back().decision.thread);
  if (!symmetric) return;
  relink_handover();
  if (handover_.has_members() || members_part_ != Symmetry::Part{})
    replace_members(handover_.describe_members(symmetry_, movables_));
  key_ = symmetry_.key(world_.threads);
  if (handover_.has_members()) key_ += handover_.members_key(symmetry_, movables_);
}

void Machine::replace_thread(Symmetry::Part& part, const KnownStep& known) {
  if (!words_.symmetric()) {
    key_ -= part.content;
    key_ += known.part.content;
    part = known.part;
    return;
  }
  symmetry_.remove(part);
  symmetry_.add(part = symmetry_.paste(known.part, known.facts, known.links));
}

void Machine::replace_members(const Symmetry::Part& members) {
  symmetry_.remove(members_part_);
  symmetry_.add(members_part_ = members);
}

/// Which movables a bit is about depends on which there are.
void Machine::relink_handover() {
  if (handed_over_for_ == movables_.version()) return;
  handed_over_for_ = movables_.version();
  handover_.relink(symmetry_.handed_over(), movables_);
}

/// Makes a part what it was before the step, in memory and in what is known of it.
void Machine::restore(const Saved& saved, const std::byte* before) {
  std::byte after[kChunkBytes];
  bool handover = saved.handover() && words_.symmetric() && hashing_;
  if (handover) std::memcpy(after, at(saved.address), kChunkBytes);
  std::memcpy(at(saved.address), before, saved.bytes);
  if (!saved.chunk) {
    low_[saved.index] = std::min(low_[saved.index], saved.address);
    repeater_.stack(saved.index) = saved.stack;
  }
  if (!hashing_) return;
  if (handover)
    return handover_.relink(symmetry_.handed_over(), movables_, saved.address, after, kChunkBytes);
  Symmetry::Part& part = part_of(saved);
  if (words_.symmetric()) symmetry_.remove(part);
  part = saved.part;
  if (words_.symmetric()) symmetry_.add(part);
}

void Machine::undo_symmetry(const StepFrame& frame) {
  if (hashing_) relink_handover();
  if (members_part_ != frame.members) replace_members(frame.members);
  symmetry_.truncate_log(frame.log);
}

/// All of a thread that counts, live words of its stack first, its ThreadState last; to be changed.
/// Without symmetry the unused ends of its arrays are left out, which takes less time.
std::span<std::uint64_t> Machine::words_of_thread(unsigned thread) {
  const ThreadState& task = thread_state(thread);
  std::uintptr_t from = reinterpret_cast<std::uintptr_t>(task.sp);
  live_words_.clear();
  if (options_.reductions.live_stacks && task.has_frames())
    from = liveness_.collect(task, live_words_);
  std::size_t words = (stack_top(thread) - from) / 8;
  live_words_.resize(live_words_.size() + words);
  std::memcpy(&live_words_[live_words_.size() - words], at(from), words * 8);
  if (!words_.symmetric()) {
    static_assert(offsetof(ThreadState, outcome) + sizeof task.outcome == sizeof task);
    std::size_t all = live_words_.size();
    if (task.held_count == 0) {
      std::memmove(&live_words_[all - kMaxOutcome - kMaxHeld], &live_words_[all - kMaxOutcome],
                   task.outcome_count * 8);
      all -= kMaxHeld;
    }
    live_words_.resize(all - kMaxOutcome + task.outcome_count);
  }
  return live_words_;
}

Key Machine::hash_thread(unsigned thread) {
  const ThreadState& task = thread_state(thread);
  if (task.status == ThreadStatus::none) return {};
  std::span<std::uint64_t> words = words_of_thread(thread);
  return hash(words.data(), words.size_bytes(), thread);
}

/// A chunk of zeros, used or not, counts nothing.
Key Machine::hash_chunk(std::uint32_t chunk) const {
  const std::byte* bytes = at(chunk_address(chunk));
  return is_zero(bytes) ? Key{} : hash(bytes, kChunkBytes, kMaxThreads + chunk);
}

/// What the engine knows of a thread names other threads and locks by number; here by address.
Symmetry::Part Machine::describe_thread(Symmetry& symmetry, unsigned thread) {
  const ThreadState& task = thread_state(thread);
  if (task.status == ThreadStatus::none) return {};
  std::span<std::uint64_t> words = words_of_thread(thread);
  ThreadState known;
  std::uint64_t* last = &*words.end() - sizeof known / 8;
  std::memcpy(&known, last, sizeof known);
  known.id = 0;
  known.joined = 0;
  for (unsigned i = 0; i < known.held_count; ++i) {
    std::uint64_t lock = kBase + known.held[i].offset + known.held[i].exclusive;
    std::memcpy(&known.held[i], &lock, sizeof lock);
  }
  std::memcpy(last, &known, sizeof known);
  Symmetry::Part part = symmetry.describe(thread, kThreadPlace, words);
  for (unsigned other = 0; other < world_.threads; ++other)
    if (task.joined >> other & 1)
      symmetry.add_link(part, thread, Symmetry::hash(kThreadPlace, 0, ~std::uint64_t{0}), other);
  return part;
}

Symmetry::Part Machine::describe_chunk(Symmetry& symmetry, std::uint32_t chunk) const {
  std::uintptr_t address = chunk_address(chunk);
  if (is_zero(at(address))) return {};
  unsigned holder = movables_.at(address);
  if (holds_bits(address)) {
    Symmetry::Part part = symmetry.begin_part(holder);
    symmetry.add_content(part, holder,
                         hash(at(address), kChunkBytes, kMaxThreads + chunk % kChunksPerHeap));
    return part;
  }
  std::uint64_t words[kChunkBytes / 8];
  std::memcpy(words, at(address), sizeof words);
  return symmetry.describe(holder, kChunkPlace + (address - movables_.begin(holder)) / kChunkBytes,
                           words);
}

template <class F>
void Machine::for_each_chunk(F&& visit) {
  for (unsigned thread = 0; thread < world_.threads; ++thread) {
    std::size_t used = kFreedBytes + thread_state(thread).heap_used;
    std::uint32_t first = static_cast<std::uint32_t>(thread * kChunksPerHeap);
    for (std::uint32_t i = 0; i * kChunkBytes < used; ++i) visit(first + i);
    first += static_cast<std::uint32_t>((unwritten_bits(0) - heap(0)) / kChunkBytes);
    for (std::uint32_t i = 0; raw_ && i * kChunkBytes * 8 < used; ++i) visit(first + i);
  }
  for (std::uint32_t i = 0; i < Globals::chunks(); ++i) visit(kFirstGlobalsChunk + i);
  constexpr std::size_t kModel = (kHeapBytes - kModelBytes) / kChunkBytes;
  for (unsigned thread = 0; memory_ && thread < world_.threads; ++thread)
    for (std::size_t i = kModel; i < kChunksPerHeap; ++i)
      visit(static_cast<std::uint32_t>(thread * kChunksPerHeap + i));
}

Key Machine::key_from_scratch() {
  Key key;
  if (words_.symmetric()) {
    static Symmetry scratch(movables_);
    scratch.clear();
    for (unsigned thread = 0; thread < world_.threads; ++thread)
      scratch.add(describe_thread(scratch, thread));
    for_each_chunk([&](std::uint32_t chunk) { scratch.add(describe_chunk(scratch, chunk)); });
    handover_.relink(scratch.handed_over(), movables_);
    scratch.add(handover_.describe_members(scratch, movables_));
    key = scratch.key(world_.threads);
    return key += handover_.members_key(scratch, movables_);
  }
  for (unsigned thread = 0; thread < world_.threads; ++thread) key += hash_thread(thread);
  for_each_chunk([&](std::uint32_t chunk) { key += hash_chunk(chunk); });
  for (std::uint32_t i = 0; i * kChunkBytes < handover_.bytes(); ++i)
    key += hash_chunk(static_cast<std::uint32_t>(kHandoverRegion * kChunksPerHeap) + i);
  if (memory_) key += memory_->key_from_scratch();
  return key;
}

}  // namespace epcheck
