// SPDX-License-Identifier: MIT
// Words, the part about places on stacks: which function's variable others use there. Learned like
// the classes of words: a place is its owner's, then that of one function's variable, then of any,
// and each change forgets what was known of the words there and starts the search again. Which it
// ends with does not depend on the order.
#include <algorithm>

#include "checker/words.h"

namespace epcheck {

std::uintptr_t Words::shared_frame(std::uintptr_t name) const {
  return frames_.at(static_cast<std::uint32_t>((name - kBase) / 8));
}

void Words::share_frame(std::uintptr_t name, std::uint64_t function) {
  std::uint32_t cell = static_cast<std::uint32_t>((name - kBase) / 8);
  Frames known = words_[cell].frames;
  if (frozen_ || known == Frames::mixed) return;
  if (known == Frames::shared && frames_[cell] == function) return;
  set_frames(cell, known == Frames::own ? function : 0);
  forget(cell);
  forget(cell + kCells / 2);
  news_ = true;
}

void Words::set_frames(std::uint32_t cell, std::uint64_t function) {
  frames_[cell] = function;
  words_[cell].frames = function != 0 ? Frames::shared : Frames::mixed;
}

void Words::forget(std::uint32_t cell) {
  auto here = [cell](std::uint32_t word) { return word / 2 == cell; };
  for (std::uint32_t word : {2 * cell, 2 * cell + 1}) {
    Frames frames = at(word).frames;
    at(word) = {};
    at(word).frames = frames;
  }
  std::erase_if(touched_, here);
  for (auto& words : shared_on_stack_) std::erase_if(words, here);
}

void Words::write_frames(WireWriter& wire) const {
  wire.number(frames_.size());
  for (auto [cell, function] : frames_) {
    wire.number(cell);
    wire.number(function);
  }
}

/// As if this worker had seen what the other has. Returns the places of which the two thought
/// differently: what they know of the words there does not go together.
std::set<std::uint32_t> Words::merge_frames(WireReader& wire) {
  std::map<std::uint32_t, std::uint64_t> theirs;
  for (std::uint64_t n = wire.number(); n-- > 0;) {
    std::uint32_t cell = static_cast<std::uint32_t>(wire.number());
    theirs[cell] = wire.number();
  }
  std::set<std::uint32_t> differ;
  for (auto [cell, function] : frames_)
    if (auto found = theirs.find(cell); found == theirs.end() || found->second != function)
      differ.insert(cell);
  for (auto [cell, function] : theirs) {
    if (auto found = frames_.find(cell); found != frames_.end() && found->second == function)
      continue;
    differ.insert(cell);
    share_frame(kBase + std::uint64_t{cell} * 8, function);
  }
  news_ |= !differ.empty();
  return differ;
}

}  // namespace epcheck
