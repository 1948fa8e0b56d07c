// SPDX-License-Identifier: MIT
// Symmetry: a key for a state up to exchanging movables of one class (movables.h). The state is
// taken apart into parts, each the content of one movable or of what is fixed; a pointer from a
// part to a movable is no content but a link. An order of each class is found from contents and
// links alone, and the key is a hash of the whole state as it is when the movables are renamed into
// that order. So it is always the hash of a state that really is the same but for names: where the
// order is found badly, two symmetric states have two keys, which costs a merge and no soundness.
// Assumes that no number looks like an address of the program's memory, and that the program does
// not compare addresses of movables by more than equality (docs/internals.md, "Symmetry").
//
// Parts are added and removed as they change; key() is asked for once a step. Engine only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/key.h"
#include "checker/links.h"
#include "checker/movables.h"

namespace epcheck {

class Symmetry {
 public:
  /// A pointer to `target` in a part of `holder`; `tag` says where, and what it points to.
  struct Link {
    Key tag;
    std::uint8_t holder, target;
  };
  /// What is known of a movable without looking at others: a link from what is fixed, or content.
  struct Fact {
    Key hash;
    std::uint8_t about;
  };
  /// A range of a log that grows until undo.
  struct Range {
    std::uint32_t first = 0, count = 0;
    bool operator==(const Range&) const = default;
  };
  /// What one chunk, thread or table contributes.
  struct Part {
    Key content;
    Range facts, links;
    std::uint32_t holder = Movables::kFixed;
    bool operator==(const Part&) const = default;
  };
  struct LogSize {
    std::size_t facts, links;
  };

  explicit Symmetry(const Movables& movables) : movables_(movables) {}
  void clear();

  /// Takes a part apart. `words` are overwritten; `place` is where it lies in its holder.
  Part describe(unsigned holder, std::uint64_t place, std::span<std::uint64_t> words);
  /// For parts that are not made of words: begin_part(), then content and links in any order, as
  /// hashes that say where in the holder they are.
  Part begin_part(unsigned holder);
  void add_content(Part& part, unsigned holder, Key content);
  void add_link(Part& part, unsigned holder, Key tag, unsigned target);
  static Key hash(std::uint64_t a, std::uint64_t b, std::uint64_t c);

  /// What a part is made of; and a part made of the same.
  void copy(Part& part, std::vector<Fact>& facts, std::vector<Link>& links) const;
  Part paste(const Part& part, const std::vector<Fact>& facts, const std::vector<Link>& links);

  void add(const Part& part);
  void remove(const Part& part);

  /// What Handover knows, which is no part: it keeps it up to date itself.
  Links& handed_over() { return handed_over_; }

  /// The key of the state made of all parts that have been added.
  Key key(unsigned threads);
  /// The place of a thread in the order that the last key() has found, as a name: equal for threads
  /// that symmetric states have in equal places.
  std::uint64_t place_of(unsigned thread) const { return places_[thread]; }

  LogSize log_size() const { return {facts_.size(), links_.size()}; }
  void truncate_log(LogSize size) {
    facts_.resize(size.facts);
    links_.resize(size.links);
  }

 private:
  struct Mixed {
    Key sum, hash;
    std::uint64_t place = ~std::uint64_t{0};
  };
  /// Visits each pair that is linked, with the sum of the links.
  template <class F>
  void each_pair(F visit) const;
  void find_present(unsigned threads);
  void colour();
  void find_ties();
  bool refine();
  void split_tie();
  void rank();

  const Movables& movables_;
  std::vector<Fact> facts_;
  std::vector<Link> links_;
  Links known_;  // of the parts that have been added
  Links handed_over_;
  Key sums_[Movables::kMost];  // what is known of each without looking at the others
  Mixed mixed_[Movables::kMost];
  std::uint64_t colours_[Movables::kMost];
  std::uint64_t next_[Movables::kMost];
  std::uint64_t places_[Movables::kMost];  // class and rank in it
  bool tied_[Movables::kMost];             // others of the class have the same colour
  std::vector<std::uint8_t> present_;      // movables of the state
  std::vector<std::uint8_t> sorted_;       // those of them with equals, by class, then colour
  unsigned ties_ = 0;
  std::uint64_t present_version_ = 0;  // of the movables that present_ was made for
};

}  // namespace epcheck
