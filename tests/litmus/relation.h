// SPDX-License-Identifier: MIT
// Binary relations and sets over the events of one small execution, as rows of bits. Named and
// combined as in the papers on memory models, so that an axiom can be read beside its definition.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace epcheck::litmus {

inline constexpr unsigned kMostEvents = 32;

/// A set of events: bit i is event i.
using Events = std::uint32_t;

class Relation {
 public:
  void add(unsigned from, unsigned to) { rows_[from] |= Events{1} << to; }
  bool has(unsigned from, unsigned to) const { return (rows_[from] >> to & 1) != 0; }
  Events& operator[](unsigned from) { return rows_[from]; }
  Events operator[](unsigned from) const { return rows_[from]; }

  friend Relation operator|(Relation a, const Relation& b) {
    for (unsigned i = 0; i < kMostEvents; ++i) a.rows_[i] |= b.rows_[i];
    return a;
  }
  friend Relation operator&(Relation a, const Relation& b) {
    for (unsigned i = 0; i < kMostEvents; ++i) a.rows_[i] &= b.rows_[i];
    return a;
  }
  friend Relation operator-(Relation a, const Relation& b) {
    for (unsigned i = 0; i < kMostEvents; ++i) a.rows_[i] &= ~b.rows_[i];
    return a;
  }

  bool empty() const {
    for (Events row : rows_)
      if (row != 0) return false;
    return true;
  }
  bool irreflexive() const {
    for (unsigned i = 0; i < kMostEvents; ++i)
      if (has(i, i)) return false;
    return true;
  }
  Relation inverse() const {
    Relation result;
    for (unsigned i = 0; i < kMostEvents; ++i)
      for (Events rest = rows_[i]; rest != 0; rest &= rest - 1)
        result.add(static_cast<unsigned>(std::countr_zero(rest)), i);
    return result;
  }
  /// r+
  Relation closure() const {
    Relation result = *this;
    for (unsigned k = 0; k < kMostEvents; ++k)
      if (result.rows_[k] != 0)
        for (Events& row : result.rows_)
          if (row >> k & 1) row |= result.rows_[k];
    return result;
  }
  bool acyclic() const { return closure().irreflexive(); }

 private:
  std::array<Events, kMostEvents> rows_{};
};

/// [A]
inline Relation identity(Events events) {
  Relation result;
  for (Events rest = events; rest != 0; rest &= rest - 1) {
    auto i = static_cast<unsigned>(std::countr_zero(rest));
    result.add(i, i);
  }
  return result;
}

/// r?
inline Relation optional(const Relation& r) { return r | identity(~Events{0}); }

/// a ; b
inline Relation seq(const Relation& a, const Relation& b) {
  Relation result;
  for (unsigned i = 0; i < kMostEvents; ++i)
    for (Events rest = a[i]; rest != 0; rest &= rest - 1)
      result[i] |= b[static_cast<unsigned>(std::countr_zero(rest))];
  return result;
}

/// a ; b ; c ; ...
template <class... More>
Relation seq(const Relation& a, const Relation& b, const More&... more) {
  return seq(seq(a, b), more...);
}

}  // namespace epcheck::litmus
