// SPDX-License-Identifier: MIT
// Words, the part about movables that are alike (movables.h): their words and locks have one name.
#include <algorithm>
#include <vector>

#include "checker/handover.h"
#include "checker/words.h"

namespace epcheck {

void Words::use_symmetry() {
  if (frozen_ || symmetric_ || asymmetric_) return;
  symmetric_ = true;
  news_ = true;
}

/// What has been learned under common names is forgotten with them.
void Words::forbid_symmetry() {
  if (frozen_ || asymmetric_) return;
  bool forget = symmetric_;
  if (forget) clear();
  asymmetric_ = true;
  news_ = forget;
}

void Words::use_member(const Member& member) {
  if (frozen_ || !members_.insert(member).second) return;
  if (!tracked_.empty()) news_ = true;
}

/// Where the first movable begins that the place is in, of those that are alike; 0 if it is in
/// none.
std::uintptr_t Words::first_of(std::uintptr_t address) const {
  std::uintptr_t first = 0;
  for (const Member& member : members_)
    if (member.first <= address && address < member.first + member.bytes) first = member.first;
  return first;
}

/// The same words of what is alike. Of two movables that hold the word, a block and the region that
/// it lies in, it is the block's.
std::vector<std::uint32_t> Words::same_words(std::uint32_t word) const {
  if (!symmetric_) return {word};
  std::uintptr_t address = address_of(word);
  std::uint32_t plane = word - static_cast<std::uint32_t>((address - kBase) / 4);
  std::uintptr_t first = first_of(address);
  std::vector<std::uint32_t> words{word};
  for (const Member& member : members_)
    if (first != 0 && member.first == first)
      words.push_back(plane +
                      static_cast<std::uint32_t>((address - first + member.begin - kBase) / 4));
  return words;
}

/// Each word that needs a slot, or two, has it, and so has the same word of what is alike. Slots
/// are in the order of addresses; words for which there is no room are hot, and not watched.
void Words::number_tracked() {
  struct Slot {
    std::uint32_t word;
    Remembered remembered;
  };
  std::vector<Slot> slots;
  for (std::uint32_t word : tracked_) {
    std::vector<std::uint32_t> same = same_words(word);
    if (at(word).mixed) same.insert(same.end(), same.begin(), same.end());
    if (slots.size() + same.size() > Handover::kMaxSlots) {
      at(word).state |= kHot;
      overflows_ |= (at(word).state & access_kind::kPlainly) != 0;
    } else {
      Remembered remembered = at(word).remembered = at(word).choice.best();
      // A lock of one of several that are alike hands over what is in the same one.
      bool moves = first_of(kBase + remembered.lock) == first_of(address_of(word)) &&
                   remembered.history == History::one_lock && first_of(address_of(word)) != 0;
      for (std::uint32_t each : same)
        slots.push_back(
            {each, {remembered.history, remembered.lock + (moves ? (each - word) * 4 : 0)}});
    }
  }
  auto before = [](const Slot& a, const Slot& b) { return a.word < b.word; };
  std::sort(slots.begin(), slots.end(), before);
  for (std::uint32_t word : tracked_) {
    auto found = std::lower_bound(slots.begin(), slots.end(), Slot{word, {}}, before);
    if (found != slots.end() && found->word == word)
      at(word).slot = static_cast<std::uint16_t>(found - slots.begin() + 1);
  }
  tracked_.clear();
  remembered_.clear();
  for (const Slot& slot : slots) {
    tracked_.push_back(slot.word);
    remembered_.push_back(slot.remembered);
  }
}

}  // namespace epcheck
