// SPDX-License-Identifier: MIT
// Words, the part about places on stacks: which function's variable others use there. Learned like
// the classes of words: a place is its owner's, then that of one function's variable, then of any,
// and each change forgets what was known of the words there and starts the search again. Which it
// ends with does not depend on the order. That the place is this variable is itself a word, in the
// third plane; if that is hot, it is not known what an access is meant for, and all is one word.
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
  for (unsigned plane = 0; plane < kPlanes; ++plane)
    forget(cell + plane * static_cast<std::uint32_t>(kCellsOfPlane));
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
}

/// Where it cannot be told without a scheduling point of which function the place is. Returns
/// whether there are such places.
bool Words::mix_frames() {
  std::vector<std::uintptr_t> places;
  for (std::uint32_t word : touched_)
    if (plane_of(word) == kPlanes - 1 && is_hot(word) && depends_on_frame(address_of(word)))
      places.push_back(address_of(word));
  bool news = news_;
  for (std::uintptr_t place : places) share_frame(place, 0);
  news_ = news;  // the search starts again with it
  return !places.empty();
}

std::vector<std::uintptr_t> Words::used_on_stack(unsigned region) const {
  std::vector<std::uintptr_t> places;
  auto cell = static_cast<std::uint32_t>((epcheck::region(region) - kBase) / 8);
  for (auto at = frames_.lower_bound(cell); at != frames_.end(); ++at) {
    std::uintptr_t address = kBase + std::uint64_t{at->first} * 8;
    if (in_heap(address) || region_of(address) != region) break;
    places.push_back(address);
  }
  return places;
}

/// The same wherever the program has been loaded. Null, of a thread that has not begun, is no call.
std::int64_t Words::place_in_code(const void* pc) {
  if (pc == nullptr) return 0;
  return reinterpret_cast<std::intptr_t>(pc) - reinterpret_cast<std::intptr_t>(&epc_hook);
}

void Words::end_at(const void* pc) {
  std::int64_t place = place_in_code(pc);
  auto at = std::lower_bound(new_ends_.begin(), new_ends_.end(), place);
  if (frozen_ || ends_at(pc) || (at != new_ends_.end() && *at == place)) return;
  new_ends_.insert(at, place);
  news_ |= points_;
}

void Words::write_frames(WireWriter& wire) const {
  wire.number(new_ends_.size());
  for (std::int64_t place : new_ends_) wire.number(static_cast<std::uint64_t>(place));
  wire.number(frames_.size());
  for (auto [cell, function] : frames_) {
    wire.number(cell);
    wire.number(function);
  }
}

/// As if this worker had seen what the other has. Returns the places of which the two thought
/// differently: what they know of the words there does not go together.
std::set<std::uint32_t> Words::merge_frames(WireReader& wire) {
  for (std::uint64_t n = wire.number(); n-- > 0;)
    end_at(reinterpret_cast<const std::byte*>(&epc_hook) + wire.number());
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
