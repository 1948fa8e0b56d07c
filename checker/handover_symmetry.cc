// SPDX-License-Identifier: MIT
// Handover, as a part of a state in which movables may be exchanged: each bit is a link from the
// word's holder to the thread, or to the holder of the lock.
#include <algorithm>
#include <cstring>

#include "checker/handover.h"
#include "checker/symmetry.h"
#include "checker/words.h"

namespace epcheck {

namespace {

/// Tells these hashes from those of links in memory.
constexpr std::uint64_t kSalt = std::uint64_t{1} << 48;

}  // namespace

int Handover::slot_of(std::uint32_t word) const {
  auto found = std::lower_bound(words_.begin(), words_.end(), word);
  return found != words_.end() && *found == word ? static_cast<int>(found - words_.begin()) : -1;
}

/// Makes a mark for a bit: the word's holder says something of a thread, or of what holds a lock or
/// an atomic. The hash says where in the holder the word is, and what is said.
void Handover::mark_anew(const Movables& movables, std::size_t word, unsigned bit,
                         Mark& mark) const {
  unsigned slot = static_cast<unsigned>(word / (2 * width_));
  unsigned member = word % (2 * width_);
  bool second = slot > 0 && words_[slot] == words_[slot - 1];
  std::uintptr_t address = Words::address_of(words_[slot]);
  std::uintptr_t about = region(bit);
  if (member % width_ == kLocks) about = kBase + locks_[bit / 2];
  if (member % width_ == kObjects) about = Words::address_of(objects_[bit]);
  if (member % width_ == kBuffers) about = region(bit / kBuffered) + bit % kBuffered;
  unsigned holder = movables.at(address), target = movables.at(about);
  std::uint64_t place =
      (address - movables.begin(holder)) * 8 + 2 * Words::plane_of(words_[slot]) + second;
  std::uint64_t aim = (about - movables.begin(target)) * 8;
  if (member % width_ == kLocks) aim += bit % 2;
  if (member % width_ == kObjects) aim += 2 * Words::plane_of(objects_[bit]);
  mark.version = movables.version();
  if (mark.hash != Key{} && mark.holder == holder && mark.target == target && mark.place == place &&
      mark.aim == aim)
    return;
  mark.holder = static_cast<std::uint8_t>(holder);
  mark.target = static_cast<std::uint8_t>(target);
  mark.place = place;
  mark.aim = aim;
  // What is not moved together is told apart by the kind of the link.
  unsigned kind = target == holder ? 1 : target == Movables::kFixed ? 0 : 2;
  mark.alone = kind != 2 || holder == Movables::kFixed;
  mark.hash = Symmetry::hash(place, aim, kSalt + member * 3 + kind);
}

const Handover::Mark& Handover::mark(const Movables& movables, std::size_t word, unsigned bit) {
  if (marks_.size() <= word) marks_.resize(word + 1);
  if (!marks_[word]) marks_[word] = std::make_unique<Marks>();
  Mark& mark = (*marks_[word])[bit];
  if (mark.version != movables.version()) mark_anew(movables, word, bit, mark);
  return mark;
}

void Handover::relink(Links& links, const Movables& movables, std::uintptr_t address,
                      const std::byte* before, std::size_t bytes) {
  const auto* now = reinterpret_cast<const std::byte*>(address);
  std::size_t first = (address - base()) / sizeof(std::uint64_t);
  std::size_t end = std::min(first + bytes / sizeof(std::uint64_t), slot_words());
  for (std::size_t i = 0; first + i < end; ++i) {
    std::uint64_t was, is;
    std::memcpy(&was, before + i * sizeof was, sizeof was);
    std::memcpy(&is, now + i * sizeof is, sizeof is);
    for (std::uint64_t bits = was ^ is; bits != 0; bits &= bits - 1) {
      unsigned bit = static_cast<unsigned>(__builtin_ctzll(bits));
      const Mark& m = mark(movables, first + i, bit);
      bool there = is >> bit & 1;
      unsigned about = m.holder == Movables::kFixed ? m.target : m.holder;
      if (m.alone)
        there ? links.add(about, m.hash) : links.remove(about, m.hash);
      else
        there ? links.add(m.holder, m.target, m.hash) : links.remove(m.holder, m.target, m.hash);
    }
  }
}

void Handover::relink(Links& links, const Movables& movables) {
  static constexpr std::byte kNothing[kChunkBytes]{};
  links.clear();
  for (std::size_t i = 0; i < slot_words() * sizeof(std::uint64_t); i += kChunkBytes)
    relink(links, movables, base() + i, kNothing, kChunkBytes);
}

}  // namespace epcheck
