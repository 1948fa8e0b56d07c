// SPDX-License-Identifier: MIT
#include "checker/movables.h"

#include "checker/bug.h"

namespace epcheck {

Movables::Movables() : block_of_chunk_(kChunksPerHeap * kMaxThreads) { clear(); }

void Movables::clear() {
  ++version_;
  truncate(1, 0);
  threads_ = 1;
  for (unsigned i = 0; i < kMost; ++i) {
    first_[i] = static_cast<std::uint8_t>(i);
    count_[i] = 1;
  }
}

void Movables::enter_class(unsigned movable, unsigned first) {
  ++version_;
  first_[movable] = static_cast<std::uint8_t>(first);
  count_[movable] = 1;
  if (first == movable) return;
  ++count_[first];
  alike_threads_ += movable < kMaxThreads;
}

void Movables::leave_class(unsigned movable) {
  ++version_;
  unsigned first = first_[movable];
  first_[movable] = static_cast<std::uint8_t>(movable);
  if (first == movable) return;
  --count_[first];
  alike_threads_ -= movable < kMaxThreads;
}

void Movables::add_thread(unsigned id, std::size_t argument_bytes) {
  threads_ = id + 1;
  unsigned first = id;
  for (unsigned other = 1; other < id && first == id; ++other)
    if (first_[other] == other && is_new(other) && like(id, other, argument_bytes)) first = other;
  enter_class(id, first);
}

/// Whether no thread of the class has run: so the others have not seen the next one being new.
bool Movables::is_new(unsigned first) const {
  for (unsigned thread = first; thread + 1 < threads_; ++thread)
    if (first_[thread] == first && thread_state(thread).code.kind != OpKind::begin) return false;
  return true;
}

bool Movables::like(unsigned id, unsigned other, std::size_t argument_bytes) const {
  const ThreadState& a = thread_state(id);
  const ThreadState& b = thread_state(other);
  if (a.body != b.body || a.name != b.name) return false;
  // The argument lies at the same place in both regions, as it has the same size.
  if (reinterpret_cast<std::uintptr_t>(a.argument) - region(id) !=
      reinterpret_cast<std::uintptr_t>(b.argument) - region(other))
    return false;
  const auto* mine = static_cast<const unsigned char*>(a.argument);
  const auto* theirs = static_cast<const unsigned char*>(b.argument);
  for (std::size_t i = 0; i < argument_bytes; ++i) {
    if (mine[i] == theirs[i]) continue;
    // Pointers to movables of one class are alike.
    std::size_t word = i / 8 * 8;
    if (word + 8 > argument_bytes) return false;
    std::uint64_t p, q;
    __builtin_memcpy(&p, mine + word, 8);
    __builtin_memcpy(&q, theirs + word, 8);
    if (!in_program(p) || !in_program(q) || canonical(p) != canonical(q)) return false;
    i = word + 7;
  }
  return true;
}

void Movables::add_block(std::uintptr_t begin, std::size_t bytes, const void* tag) {
  CHECK(blocks_.size() < kMaxThreads, "more than 64 blocks that are alike");
  unsigned movable = kMaxThreads + blocks();
  unsigned first = movable;
  for (unsigned i = 0; i < blocks_.size() && first == movable; ++i)
    if (blocks_[i].tag == tag && blocks_[i].bytes == bytes) first = kMaxThreads + i;
  blocks_.push_back({begin, bytes, tag});
  for (std::size_t i = 0; i < bytes; i += kChunkBytes)
    block_of_chunk_[chunk_of(begin + i)] = static_cast<std::uint8_t>(movable);
  enter_class(movable, first);
}

std::vector<void*> Movables::blocks_of(const void* tag) const {
  std::vector<void*> memory;
  for (const Block& block : blocks_)
    if (block.tag == tag) memory.push_back(reinterpret_cast<void*>(block.begin + kGranule));
  return memory;
}

void Movables::truncate(unsigned threads, unsigned blocks) {
  for (; threads_ > threads; --threads_) leave_class(threads_ - 1);
  for (; blocks_.size() > blocks; blocks_.pop_back()) {
    leave_class(kMaxThreads + static_cast<unsigned>(blocks_.size()) - 1);
    const Block& block = blocks_.back();
    for (std::size_t i = 0; i < block.bytes; i += kChunkBytes)
      block_of_chunk_[chunk_of(block.begin + i)] = 0;
  }
}

}  // namespace epcheck
