// SPDX-License-Identifier: MIT
// Handover, accesses that are not ordered as a part of a state in which movables may be exchanged.
// A member has no name, so it cannot be told by links alone: its bits count once the order of
// movables has been found. Links only help to find it.
#include "checker/handover.h"
#include "checker/machine.h"

namespace epcheck {

namespace {

/// Added to what is said of a word for each plane (words.h).
constexpr unsigned kOfPlane = 64;

}  // namespace

template <class F>
void Handover::each_union(F visit) const {
  for (std::size_t n = 0; n < kMaxMembers && *member(n) != 0; ++n) {
    if (n > 0 && *member(n) == *member(n - 1)) continue;
    unsigned set = static_cast<unsigned>(*member(n)) - 1, slot = set / 2;
    bool second = slot > 0 && words_[slot] == words_[slot - 1];
    load_members(set);
    visit(Words::address_of(words_[slot]),
          set % 2 * 2 + second + kOfPlane * Words::plane_of(words_[slot]));
  }
}

/// Links from each thread that comes after a member to each that does not.
Symmetry::Part Handover::describe_members(Symmetry& symmetry, const Movables& movables) const {
  Symmetry::Part part = symmetry.begin_part(Movables::kFixed);
  std::uint64_t all = ~std::uint64_t{0} >> (64 - machine_.threads());
  each_union([&](std::uintptr_t address, unsigned kind) {
    Key tag = Symmetry::hash(movables.canonical(address), kind, ~std::uint64_t{1});
    for (const NotAfter& each : members_)
      for (std::uint64_t after = all & ~each.threads; after != 0; after &= after - 1)
        for (std::uint64_t others = each.threads & all; others != 0; others &= others - 1)
          symmetry.add_link(part, static_cast<unsigned>(__builtin_ctzll(after)), tag,
                            static_cast<unsigned>(__builtin_ctzll(others)));
  });
  return part;
}

Key Handover::members_key(const Symmetry& symmetry, const Movables& movables) const {
  Key key;
  each_union([&](std::uintptr_t address, unsigned kind) {
    auto hash = [&](std::uintptr_t place, std::uint64_t what) {
      unsigned movable = movables.at(place);
      return Symmetry::hash(symmetry.place_of(movable), place - movables.begin(movable), what);
    };
    Key word = hash(address, kind);
    for (const NotAfter& each : members_) {
      Key sum = word;
      auto add = [&](std::uint64_t bits, std::uint64_t what, auto place) {
        for (; bits != 0; bits &= bits - 1) {
          unsigned bit = static_cast<unsigned>(__builtin_ctzll(bits));
          std::uint64_t said = what;
          if (what == 5) said += bit % 2;
          if (what == 7) said += kOfPlane * Words::plane_of(objects_[bit]);
          sum += hash(place(bit), said);
        }
      };
      auto lock = [&](unsigned bit) { return kBase + locks_[bit / 2]; };
      auto object = [&](unsigned bit) { return Words::address_of(objects_[bit]); };
      add(each.threads, 4, region);
      add(each.locks, 5, lock);
      add(each.objects, 7, object);
      add(each.fenced, 8, region);
      add(each.pending, 9, region);
      for (unsigned place = 0; place < kBuffered; ++place) {
        auto thread = [](unsigned bit) { return region(bit / kBuffered); };
        constexpr std::uint64_t kOldest = 0x0101'0101'0101'0101;
        add(each.buffered & kOldest << place, 10 + place, thread);
      }
      key += Symmetry::hash(sum.low, sum.high, 0);
    }
  });
  return key;
}

}  // namespace epcheck
