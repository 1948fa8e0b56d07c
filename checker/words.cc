// SPDX-License-Identifier: MIT
#include "checker/words.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "checker/bug.h"

namespace epcheck {

namespace {

/// Whether `task` holds the lock at `offset`, strongly enough for the access.
bool holds(const Task& task, std::uint32_t offset, bool write) {
  for (unsigned i = 0; i < task.held_count; ++i)
    if (task.held[i].offset == offset) return !write || task.held[i].exclusive;
  return false;
}

}  // namespace

Words::Words() {
  // Zero pages that are never touched cost nothing.
  void* memory = mmap(nullptr, kTotalBytes / 8 * sizeof(Word), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(memory != MAP_FAILED, "no address space for the table of words");
  words_ = static_cast<Word*>(memory);
}

void Words::clear() {
  for (std::uint32_t index : touched_) std::memset(&words_[index], 0, sizeof(Word));
  touched_.clear();
  news_ = false;
}

bool Words::access(const Task& thread, std::uintptr_t address, bool write) {
  std::uint32_t index = static_cast<std::uint32_t>((address - kBase) / 8);
  Word& word = words_[index];
  if (word.state & kHot) return true;
  std::uint8_t self = static_cast<std::uint8_t>(thread.id + 1);
  if (word.owner == 0) {
    touched_.push_back(index);
    word.owner = self;
    for (unsigned i = thread.held_count; i-- > 0 && word.lock_count < kLocks;)
      if (!write || thread.held[i].exclusive) word.locks[word.lock_count++] = thread.held[i].offset;
  } else {
    unsigned kept = 0;
    for (unsigned i = 0; i < word.lock_count; ++i)
      if (holds(thread, word.locks[i], write)) word.locks[kept++] = word.locks[i];
    word.lock_count = static_cast<std::uint8_t>(kept);
    if (word.owner != self) word.shared = true;
  }
  if (write) word.state |= kWritten;
  if (!word.shared || !(word.state & kWritten) || word.lock_count > 0) return false;
  word.state |= kHot;
  news_ = true;
  return true;
}

void Words::write(WireWriter& wire) const {
  wire.number(touched_.size());
  for (std::uint32_t index : touched_) {
    wire.number(index);
    wire.text({reinterpret_cast<const char*>(&words_[index]), sizeof(Word)});
  }
}

/// As if this worker had made the accesses of the other, too.
void Words::merge(WireReader& wire) {
  for (std::uint64_t n = wire.number(); n-- > 0;) {
    std::uint32_t index = static_cast<std::uint32_t>(wire.number());
    std::string bytes = wire.text();
    Word other;
    std::memcpy(&other, bytes.data(), sizeof other);
    Word& word = words_[index];
    bool was_hot = word.state & kHot;
    if (word.owner == 0) {
      touched_.push_back(index);
      word = other;
    } else {
      auto* kept =
          std::remove_if(word.locks, word.locks + word.lock_count, [&](std::uint32_t lock) {
            return std::find(other.locks, other.locks + other.lock_count, lock) ==
                   other.locks + other.lock_count;
          });
      word.lock_count = static_cast<std::uint8_t>(kept - word.locks);
      word.shared |= other.shared || word.owner != other.owner;
      word.state |= other.state;
    }
    if (word.shared && (word.state & kWritten) && word.lock_count == 0) word.state |= kHot;
    news_ |= !was_hot && (word.state & kHot);
  }
}

std::vector<std::uint64_t> Words::all_hot() const {
  std::vector<std::uint64_t> hot;
  for (std::uint32_t index : touched_)
    if (words_[index].state & kHot) hot.push_back(kBase + std::uint64_t{index} * 8);
  std::sort(hot.begin(), hot.end());
  return hot;
}

bool Words::make_hot(std::uintptr_t address) {
  std::uint32_t index = static_cast<std::uint32_t>((address - kBase) / 8);
  Word& word = words_[index];
  if (word.state & kHot) return true;
  if (word.owner == 0) touched_.push_back(index);
  word.owner = 1;
  word.state |= kHot;
  news_ = true;
  return true;
}

}  // namespace epcheck
