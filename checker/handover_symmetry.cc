// SPDX-License-Identifier: MIT
// Handover, as a part of a state in which movables may be exchanged: each bit is a link from the
// word's holder to the thread, or to the holder of the lock.
#include <algorithm>

#include "checker/handover.h"
#include "checker/machine.h"

namespace epcheck {

int Handover::slot_of(std::uint32_t word) const {
  auto found = std::lower_bound(words_.begin(), words_.end(), word);
  return found != words_.end() && *found == word ? static_cast<int>(found - words_.begin()) : -1;
}

/// Hashes of the place of a slot in its holder, made when the holder is known.
const Handover::Marks& Handover::marks_of(unsigned slot, std::uintptr_t begin) const {
  if (marks_.size() < words_.size()) marks_.resize(words_.size());
  Marks& marks = marks_[slot];
  if (marks.begin == begin) return marks;
  marks.begin = begin;
  marks.place = kBase + std::uint64_t{words_[slot]} * 4 - begin;
  bool second = slot > 0 && words_[slot] == words_[slot - 1];
  for (unsigned set = 0; set < 2; ++set)
    for (unsigned of = 0; of < kWidest; ++of)
      marks.of[set][of] = Symmetry::hash(marks.place, set * 2 + second, of);
  return marks;
}

/// All bits of the words of one holder that are about one thread are one link.
Symmetry::Part Handover::describe(Symmetry& symmetry, const Movables& movables) const {
  Symmetry::Part part = symmetry.begin_part(Movables::kFixed);
  unsigned threads = machine_.threads();
  rows_.clear();
  auto link_place = [&](unsigned holder, Key mark, std::uint64_t kind, std::uintptr_t address) {
    unsigned in = movables.at(address);
    Key tag = Symmetry::hash(mark.low, mark.high, (address - movables.begin(in)) * 4 | kind);
    symmetry.add_link(part, holder, tag, in);
  };
  for (unsigned i = 0; i < words_.size(); ++i) {
    const Slot value = slot(i);
    if ((value.accesses.threads | value.write.threads) == 0) continue;
    unsigned holder = movables.at(kBase + std::uint64_t{words_[i]} * 4);
    const Marks& marks = marks_of(i, movables.begin(holder));
    auto row = std::find_if(rows_.begin(), rows_.end(), [&](Row& r) { return r.holder == holder; });
    if (row == rows_.end()) row = rows_.insert(row, Row{holder, {}});
    auto add = [&](std::uint64_t bits, Key mark) {
      for (; bits != 0; bits &= bits - 1) row->threads[__builtin_ctzll(bits)] += mark;
    };
    const NotAfter* sets[] = {&value.write, &value.accesses};
    for (unsigned set = 0; set < 2; ++set) {
      if (find_members(2 * i + set)) {
        describe_members(symmetry, part, movables, 2 * i + set);
        continue;
      }
      const Key* mark = marks.of[set];
      add(sets[set]->threads, mark[0]);
      for (std::uint64_t bits = sets[set]->locks; bits != 0; bits &= bits - 1) {
        unsigned lock = static_cast<unsigned>(__builtin_ctzll(bits));
        link_place(holder, mark[1], lock % 2, kBase + locks_[lock / 2]);
      }
      for (std::uint64_t bits = sets[set]->objects; bits != 0; bits &= bits - 1)
        link_place(
            holder, mark[2], 2,
            kBase + std::uint64_t{objects_[static_cast<unsigned>(__builtin_ctzll(bits))]} * 4);
      add(sets[set]->fenced, mark[3]);
      add(sets[set]->pending, mark[4]);
    }
  }
  for (const Row& row : rows_)
    for (unsigned thread = 0; thread < threads; ++thread)
      if (row.threads[thread] != Key{})
        symmetry.add_link(part, row.holder, row.threads[thread], thread);
  return part;
}

}  // namespace epcheck
