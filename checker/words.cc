// SPDX-License-Identifier: MIT
#include "checker/words.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "checker/bug.h"
#include "checker/handover.h"

namespace epcheck {

Words::Words() {
  // Zero pages that are never touched cost nothing.
  void* memory = mmap(nullptr, 2 * kCells * sizeof(Word), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(memory != MAP_FAILED, "no address space for the table of words");
  words_ = static_cast<Word*>(memory);
}

void Words::clear() {
  ++version_;
  for (std::uint32_t index : touched_)
    for (std::uint32_t word : {index, index & ~1u}) std::memset(&at(word), 0, sizeof(Word));
  for (auto [cell, function] : frames_) words_[cell].frames = Frames::own;
  frames_.clear();
  ends_.clear();
  new_ends_.clear();
  touched_.clear();
  tracked_.clear();
  remembered_.clear();
  objects_.clear();
  locks_.clear();
  new_locks_.clear();
  lock_order_.clear();
  joins_ = sc_order_ = fences_ = orders_by_atomics_ = needs_atomics_ = overflows_ = false;
  symmetric_ = asymmetric_ = false;
  members_.clear();
  frozen_ = false;
  news_ = false;
}

void Words::restart() {
  ends_.insert(ends_.end(), new_ends_.begin(), new_ends_.end());
  std::sort(ends_.begin(), ends_.end());
  new_ends_.clear();
  if (!frozen_) mix_frames();
  // Where there was no room for all of them, more is mixed.
  do find_tracked();
  while (!frozen_ && mix_frames());
  locks_.insert(locks_.end(), new_locks_.begin(), new_locks_.end());
  std::sort(locks_.begin(), locks_.end());
  new_locks_.clear();
  all_locks_.clear();
  for (std::uint32_t lock : locks_)
    for (std::uint32_t word : same_words(lock / 4)) all_locks_.push_back(word * 4);
  std::sort(all_locks_.begin(), all_locks_.end());
}

void Words::find_tracked() {
  tracked_.clear();
  objects_.clear();
  std::sort(touched_.begin(), touched_.end());
  // A word that is hot all the same needs nobody's order any more.
  if (!frozen_)
    orders_by_atomics_ = needs_atomics_ ||
                         std::any_of(touched_.begin(), touched_.end(), [this](std::uint32_t index) {
                           return needs_slots(at(index)) && at(index).needs_atomics;
                         });
  for (std::uint32_t index : touched_) {
    if (needs_slots(at(index))) tracked_.push_back(index);
    if (!orders_by_atomics_ || !hands_over(at(index))) continue;
    for (std::uint32_t word : same_words(index)) objects_.push_back(word);
  }
  std::sort(objects_.begin(), objects_.end());
  number_tracked();
}

/// A hot word needs one only if there may be a race on it; then, with marked accesses, two.
bool Words::needs_slots(Word& word) {
  bool watched = (word.state & access_kind::kPlainly) && (word.state & kHot);
  word.mixed = watched && (word.state & access_kind::kMarked);
  word.slot = 0;
  if (watched) word.choice.need_whole();
  return (word.state & kTracked) && (watched || !(word.state & kHot));
}

/// Whether what one thread did before an access to the word may come before what another does
/// after one, because of these accesses. Those to words that are not hot are ordered anyway.
bool Words::hands_over(const Word& word) const {
  constexpr std::uint8_t kBoth = access_kind::kReleases | access_kind::kAcquires;
  if (!(word.state & kHot)) return false;
  return (word.state & kBoth) == kBoth || (fences_ && (word.state & access_kind::kMarked));
}

void Words::use_fence() {
  if (frozen_ || fences_) return;
  fences_ = true;
  news_ |= orders_by_atomics_;
}

void Words::see_locks(Word& word, HeldLocks held) {
  for (const Held& lock : held) news_ |= word.choice.see(lock.offset) && word.slot != 0;
}

/// Where no lock has been used, there is nothing more to remember.
bool Words::remember_more(std::uint32_t index) {
  Word& word = at(index);
  if (frozen_ || word.remembered.history == History::whole) return false;
  if (word.slot == 0) return true;  // soon
  word.choice.fail(word.remembered);
  news_ = true;
  return true;
}

/// A word without plain accesses is no race, and costs less as a point than as more state.
bool Words::order_more(std::uint32_t index) {
  Word& word = at(index);
  if (frozen_ || word.needs_atomics || !(word.state & access_kind::kPlainly)) return false;
  word.needs_atomics = true;
  if (orders_by_atomics_) return false;
  bool more = std::any_of(touched_.begin(), touched_.end(),
                          [this](std::uint32_t other) { return hands_over(at(other)); });
  news_ |= more;
  return more;
}

/// The first access of its kind to the word.
void Words::learn_kind(Word& word, AccessKind kind) {
  bool before = hands_over(word);
  bool was_mixed = word.mixed;
  word.state |= kind & kLearned;
  news_ |= orders_by_atomics_ && hands_over(word) && !before;
  if (!(word.state & kHot) || !(word.state & access_kind::kPlainly)) return;
  bool mixed = word.state & access_kind::kMarked;
  news_ |= !(word.state & kTracked) || (mixed && !was_mixed);
  word.state |= kTracked;
}

void Words::use_lock(std::uint32_t offset) {
  if (frozen_ || std::binary_search(locks_.begin(), locks_.end(), offset) ||
      std::find(new_locks_.begin(), new_locks_.end(), offset) != new_locks_.end())
    return;
  new_locks_.push_back(offset);
  if (!tracked_.empty()) news_ = true;
}

bool Words::nest_locks(HeldLocks held, std::uint32_t taken) {
  if (!frozen_)
    for (const Held& lock : held) news_ |= lock_order_.add(lock.offset, taken) && nesting_;
  return nested_points();
}

/// From what the accesses have been, whether the word is still cold.
void Words::set_class(Word& word) {
  if (!word.shared || !(word.state & kWritten) || word.accesses.count > 0) return;
  if (word.state & (kHot | kTracked)) return;
  if (tracking_ || (word.state & access_kind::kPlainly)) word.state |= kTracked;
  if (!tracking_) word.state |= kHot;
  changed_class(word);
}

void Words::changed_class(const Word& word) {
  news_ |= points_ || (word.state & kTracked) || (orders_by_atomics_ && hands_over(word));
}

/// An access of another kind than before. Whole wins, whatever came first.
void Words::reshape(std::uint32_t cell, Shape wanted) {
  Shape& shape = words_[cell].shape;
  if (frozen_ || shape == Shape::whole || shape == wanted) return;
  if (wanted == Shape::halves)
    split(cell);
  else
    unite(cell);
}

/// What has accessed all of the cell has accessed both halves.
void Words::split(std::uint32_t cell) {
  Word& first = at(2 * cell);
  if (!touched(2 * cell)) touched_.push_back(2 * cell);
  if (first.owner != 0) {
    at(2 * cell + 1) = first;
    touched_.push_back(2 * cell + 1);
    news_ |= (first.state & (kHot | kTracked)) != 0;
  }
  first.shape = Shape::halves;
}

void Words::unite(std::uint32_t cell) {
  Word& first = at(2 * cell);
  if (first.shape == Shape::halves) {
    Word second = at(2 * cell + 1);
    at(2 * cell + 1) = {};
    if (second.owner != 0) absorb(2 * cell, second);
    news_ = true;
  } else if (!touched(2 * cell)) {
    touched_.push_back(2 * cell);
  }
  first.shape = Shape::whole;
}

WordClass Words::access(HeldLocks held, std::uint32_t index, AccessKind kind, unsigned& slot,
                        unsigned self_id, bool foreign) {
  Word& word = at(index);
  bool write = kind & (kWritten | access_kind::kTurns);
  if ((kind & ~word.state & kLearned) != 0 && !frozen_) learn_kind(word, kind);
  if (word.state & kHot) return access_hot(word, held, write);
  if (frozen_) return WordClass::cold;
  if (kind & kWritten) word.writes.narrow(held, true);
  if (word.state & kTracked) {
    see_locks(word, held);
    slot = word.slot - 1u;
    return word.slot != 0 ? WordClass::tracked : WordClass::hot;
  }
  std::uint8_t self = static_cast<std::uint8_t>(self_id + 1);
  if (word.owner == 0) {
    if (!touched(index)) touched_.push_back(index);
    word.owner = self;
  }
  word.accesses.narrow(held, write);
  // A variable on a stack is its owner's, who ends its life without an operation.
  std::uintptr_t address = kBase + std::uint64_t{index} * 4;
  foreign |= !in_heap(address) && region_of(address_of(index)) != self_id;
  word.shared |= word.owner != self || foreign;
  if (write) word.state |= kWritten;
  set_class(word);
  if (word.state & kTracked) see_locks(word, held);
  return word.state & (kHot | kTracked) ? WordClass::hot : WordClass::cold;
}

/// A thread that holds a lock of all writers reads what it would read at any time while it does.
WordClass Words::access_hot(Word& word, HeldLocks held, bool write) {
  if (!write) return word.writes.held_by(held) ? WordClass::cold : WordClass::hot;
  if (!frozen_ && (!word.writes.used || word.writes.narrow(held, true))) {
    word.writes.narrow(held, true);
    news_ |= points_;
  }
  return WordClass::hot;
}

void Words::make_late(std::uint32_t index) {
  make_hot(index);
  if (frozen_ || at(index).needs_atomics) return;
  at(index).needs_atomics = true;
  news_ |= !orders_by_atomics_;
}

bool Words::make_hot(std::uint32_t index) {
  Word& word = at(index);
  if (word.state & kHot) return true;
  if (frozen_) return false;
  if (!touched(index)) touched_.push_back(index);
  word.owner = 1;
  word.state |= word.state & access_kind::kPlainly ? kHot | kTracked : kHot;
  word.shared = true;
  changed_class(word);
  return true;
}

void Words::write(WireWriter& wire) const {
  write_frames(wire);
  wire.number(touched_.size());
  for (std::uint32_t index : touched_) {
    wire.number(index);
    wire.number(static_cast<unsigned>(words_[index / 2].shape));
    wire.text({reinterpret_cast<const char*>(&words_[place(index)]), sizeof(Word)});
  }
  wire.number(news_);
  wire.number(new_locks_.size());
  for (std::uint32_t lock : new_locks_) wire.number(lock);
  wire.number(joins_);
  wire.number(sc_order_);
  wire.number(symmetric_);
  wire.number(asymmetric_);
  wire.number(members_.size());
  for (const Member& member : members_) {
    wire.number(member.first);
    wire.number(member.begin);
    wire.number(member.bytes);
  }
  wire.number(fences_);
  wire.number(overflows_);
  lock_order_.write(wire);
}

/// As if this worker had made the accesses of the other, too.
void Words::merge(WireReader& wire) {
  ++version_;
  std::set<std::uint32_t> differ = merge_frames(wire);
  for (std::uint64_t n = wire.number(); n-- > 0;) {
    std::uint32_t index = static_cast<std::uint32_t>(wire.number());
    Shape shape = static_cast<Shape>(wire.number());
    std::string bytes = wire.text();
    Word other;
    std::memcpy(&other, bytes.data(), sizeof other);
    std::uint32_t cell = index / 2;
    if (differ.contains(cell % kCellsOfPlane)) continue;
    if (shape != Shape::unknown && shape != words_[cell].shape) reshape(cell, shape);
    if (words_[cell].shape == Shape::whole) index = 2 * cell;
    if (other.owner == 0) continue;
    absorb(index, other);
    if (shape == Shape::unknown && words_[cell].shape == Shape::halves) absorb(index + 1, other);
  }
  news_ |= wire.number() != 0;
  for (std::uint64_t n = wire.number(); n-- > 0;)
    use_lock(static_cast<std::uint32_t>(wire.number()));
  if (wire.number() != 0) use_join();
  if (wire.number() != 0) use_sc_order();
  if (wire.number() != 0) use_symmetry();
  if (wire.number() != 0) forbid_symmetry();
  for (std::uint64_t n = wire.number(); n-- > 0;) {
    std::uintptr_t first = wire.number();
    std::uintptr_t begin = wire.number();
    use_member({first, begin, wire.number()});
  }
  if (wire.number() != 0) use_fence();
  overflows_ |= wire.number() != 0;
  news_ |= lock_order_.merge(wire) && nesting_;
}

/// As if all accesses to the other word had been to this one.
void Words::absorb(std::uint32_t index, const Word& other) {
  Word& word = at(index);
  std::uint8_t before = word.state;
  if (word.owner == 0) {
    if (!touched(index)) touched_.push_back(index);
    Shape shape = word.shape;
    Frames frames = word.frames;
    word = other;
    word.shape = shape;
    word.frames = frames;
  } else {
    word.accesses.narrow(other.accesses);
    news_ |= word.writes.narrow(other.writes) && (word.state & kHot) && points_;
    word.shared |= other.shared || word.owner != other.owner;
    word.state |= other.state & (kWritten | kHot | kTracked);
    word.needs_atomics |= other.needs_atomics;
    Remembered choice = word.choice.best();
    word.choice.merge(other.choice);
    news_ |= word.slot != 0 && word.choice.best() != choice;
    learn_kind(word, other.state & ~(kHot | kTracked));
  }
  set_class(word);
  if (word.state & ~before & (kHot | kTracked)) changed_class(word);
}

Learned Words::learned() const {
  Learned learned;
  for (std::uint32_t index : touched_) {
    const Word& word = words_[place(index)];
    if (!(word.state & kHot)) continue;
    bool whole = words_[index / 2].shape != Shape::halves;
    AccessKind accesses = word.state & kLearned & ~(kHot | kTracked);
    HotWord hot{index, whole, accesses, {word.writes.locks, word.writes.locks + word.writes.count}};
    std::sort(hot.write_locks.begin(), hot.write_locks.end());
    learned.hot.push_back(std::move(hot));
  }
  std::sort(learned.hot.begin(), learned.hot.end(),
            [](const HotWord& a, const HotWord& b) { return a.word < b.word; });
  learned.nested_points = nested_points();
  learned.symmetric = symmetric_;
  for (const Member& member : members_)
    learned.alike.push_back({member.first, member.begin, member.bytes});
  for (auto [cell, function] : frames_) learned.frames.push_back({cell, function});
  learned.ends = ends_;
  learned.locks = locks_;
  learned.joins = joins_;
  learned.fences = fences_;
  learned.atomics = orders_by_atomics_;
  return learned;
}

void Words::start_with(const Learned& learned) {
  for (const SharedFrame& frame : learned.frames) set_frames(frame.cell, frame.function);
  for (const HotWord& hot : learned.hot) {
    if (hot.word >= 2 * kCells) continue;
    reshape(hot.word / 2, hot.whole ? Shape::whole : Shape::halves);
    at(hot.word).state |= hot.accesses;
    make_hot(hot.word);
    LockSet& writes = at(hot.word).writes;
    writes.used = true;
    for (std::uint32_t lock : hot.write_locks)
      if (writes.count < LockSet::kLocks) writes.locks[writes.count++] = lock;
  }
  ends_ = learned.ends;
  if (learned.nested_points) nesting_ = false;
  symmetric_ = learned.symmetric;
  for (const Alike& alike : learned.alike) members_.insert({alike.first, alike.begin, alike.bytes});
  new_locks_ = learned.locks;
  joins_ = learned.joins;
  fences_ = learned.fences;
  orders_by_atomics_ = needs_atomics_ = learned.atomics;
  news_ = false;
}

}  // namespace epcheck
