// SPDX-License-Identifier: MIT
// Handover, as a part of a state in which movables may be exchanged: each bit is a link from the
// word's holder to the thread, or to the holder of the lock.
#include <algorithm>

#include "checker/handover.h"

namespace epcheck {

int Handover::slot_of(std::uint32_t word) const {
  auto found = std::lower_bound(words_.begin(), words_.end(), word);
  return found != words_.end() && *found == word ? static_cast<int>(found - words_.begin()) : -1;
}

namespace {

/// What the words of one holder have to do with each thread, and with what is fixed.
struct Row {
  unsigned holder;
  std::uint64_t fixed = 0;
  std::uint64_t threads[kMaxThreads]{};
};

std::uint64_t mix(std::uint64_t place) {
  place = (place + 1) * 0x9E3779B97F4A7C15u;
  return place ^ place >> 31;
}

}  // namespace

Symmetry::Part Handover::describe(Symmetry& symmetry, const Movables& movables) const {
  Symmetry::Part part = symmetry.begin_part(Movables::kFixed);
  std::vector<Row> rows;
  for (unsigned i = 0; i < words_.size(); ++i) {
    Slot value = slot(i);
    if ((value.accesses.threads | value.write.threads) == 0) continue;
    std::uintptr_t word = kBase + std::uint64_t{words_[i]} * 4;
    unsigned holder = movables.at(word);
    auto row = std::find_if(rows.begin(), rows.end(), [&](Row& r) { return r.holder == holder; });
    if (row == rows.end()) row = rows.insert(row, Row{holder});
    std::uint64_t place = (word - movables.begin(holder)) * 8;  // the low five bits say of what
    if (i > 0 && words_[i] == words_[i - 1]) place += 8;
    for (const NotAfter* set : {&value.write, &value.accesses}) {
      for (std::uint64_t bits = set->threads; bits != 0; bits &= bits - 1)
        row->threads[__builtin_ctzll(bits)] += mix(place | 1);
      for (std::uint64_t bits = set->locks; bits != 0; bits &= bits - 1) {
        unsigned lock = static_cast<unsigned>(__builtin_ctzll(bits));
        std::uintptr_t address = kBase + locks_[lock / 2];
        unsigned in = movables.at(address);
        std::uint64_t what = (address - movables.begin(in)) * 4 | lock % 2;
        if (in == Movables::kFixed)
          row->fixed += mix((place | 2) + (what << 32));
        else
          symmetry.add_link(part, holder, mix((place | 2) + (what << 32)), in);
      }
      for (std::uint64_t bits = set->objects; bits != 0; bits &= bits - 1) {
        std::uintptr_t address =
            kBase + std::uint64_t{objects_[static_cast<unsigned>(__builtin_ctzll(bits))]} * 4;
        unsigned in = movables.at(address);
        std::uint64_t what = (address - movables.begin(in)) * 4;
        if (in == Movables::kFixed)
          row->fixed += mix((place | 3) + (what << 32));
        else
          symmetry.add_link(part, holder, mix((place | 3) + (what << 32)), in);
      }
      for (std::uint64_t bits = set->fenced; bits != 0; bits &= bits - 1)
        row->threads[__builtin_ctzll(bits)] += mix(place | 17);
      for (std::uint64_t bits = set->pending; bits != 0; bits &= bits - 1)
        row->threads[__builtin_ctzll(bits)] += mix(place | 18);
      place += 4;
    }
  }
  for (const Row& row : rows) {
    if (row.fixed != 0) symmetry.add_content(part, row.holder, row.fixed);
    for (unsigned thread = 0; thread < kMaxThreads; ++thread)
      if (row.threads[thread] != 0)
        symmetry.add_link(part, row.holder, row.threads[thread], thread);
  }
  return part;
}

}  // namespace epcheck
