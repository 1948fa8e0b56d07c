// SPDX-License-Identifier: MIT
#include "checker/symmetry.h"

#include <algorithm>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace epcheck {

namespace {

/// Stand for pointers in the content of a part; no address and no likely number.
constexpr std::uint64_t kOwn = 0x5e1f'0000'0000'0000;
constexpr std::uint64_t kOther = 0xa1e7'0000'0000'0000;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  a = (a ^ b >> 32 ^ b << 32) * 0x9E3779B97F4A7C15u;
  a ^= a >> 29;
  a = (a + b) * 0xBF58476D1CE4E5B9u;
  return a ^ a >> 32;
}

}  // namespace

void Symmetry::clear() {
  facts_.clear();
  links_.clear();
  known_.clear();
  handed_over_.clear();
  present_version_ = 0;
}

Key Symmetry::hash(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  std::uint64_t words[] = {a, b, c};
  XXH128_hash_t digest = XXH3_128bits(words, sizeof words);
  return {digest.low64, digest.high64};
}

Symmetry::Part Symmetry::begin_part(unsigned holder) {
  return {{},
          {static_cast<std::uint32_t>(facts_.size()), 0},
          {static_cast<std::uint32_t>(links_.size()), 0},
          holder};
}

void Symmetry::add_content(Part& part, unsigned holder, Key content) {
  if (holder == part.holder) {
    part.content += content;
    return;
  }
  facts_.push_back({content, static_cast<std::uint8_t>(holder)});
  ++part.facts.count;
}

void Symmetry::add_link(Part& part, unsigned holder, Key tag, unsigned target) {
  if (target == Movables::kFixed || target == holder)
    return add_content(part, holder, hash(tag.low, tag.high, target == holder));
  if (holder == Movables::kFixed) return add_content(part, target, hash(tag.low, tag.high, 2));
  links_.push_back({tag, static_cast<std::uint8_t>(holder), static_cast<std::uint8_t>(target)});
  ++part.links.count;
}

Symmetry::Part Symmetry::describe(unsigned holder, std::uint64_t place,
                                  std::span<std::uint64_t> words) {
  Part part = begin_part(holder);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!in_program(words[i])) continue;
    unsigned target = movables_.at(words[i]);
    if (target == Movables::kFixed) continue;
    std::uint64_t offset = words[i] - movables_.begin(target);
    if (target == holder) {
      words[i] = kOwn | offset;
    } else {
      words[i] = kOther | offset;
      add_link(part, holder, hash(place, i, offset), target);
    }
  }
  XXH128_hash_t digest = XXH3_128bits_withSeed(words.data(), words.size_bytes(), place);
  part.content += {digest.low64, digest.high64};
  return part;
}

void Symmetry::copy(Part& part, std::vector<Fact>& facts, std::vector<Link>& links) const {
  auto fact = facts_.begin() + part.facts.first;
  auto link = links_.begin() + part.links.first;
  facts.assign(fact, fact + part.facts.count);
  links.assign(link, link + part.links.count);
}

Symmetry::Part Symmetry::paste(const Part& part, const std::vector<Fact>& facts,
                               const std::vector<Link>& links) {
  Part pasted = part;
  pasted.facts.first = static_cast<std::uint32_t>(facts_.size());
  pasted.links.first = static_cast<std::uint32_t>(links_.size());
  facts_.insert(facts_.end(), facts.begin(), facts.end());
  links_.insert(links_.end(), links.begin(), links.end());
  return pasted;
}

void Symmetry::add(const Part& part) {
  known_.add(part.holder, part.content);
  for (const Fact& fact : std::span(facts_).subspan(part.facts.first, part.facts.count))
    known_.add(fact.about, fact.hash);
  for (const Link& link : std::span(links_).subspan(part.links.first, part.links.count))
    known_.add(link.holder, link.target, link.tag);
}

void Symmetry::remove(const Part& part) {
  known_.remove(part.holder, part.content);
  for (const Fact& fact : std::span(facts_).subspan(part.facts.first, part.facts.count))
    known_.remove(fact.about, fact.hash);
  for (const Link& link : std::span(links_).subspan(part.links.first, part.links.count))
    known_.remove(link.holder, link.target, link.tag);
}

/// Gives each movable with equals a colour by what is known of it and of what it is linked with.
/// Those of one class that still have one colour then are as good as each other.
void Symmetry::colour() {
  for (unsigned movable : present_)
    colours_[movable] = mix(sums_[movable].low, movables_.first(movable));
  for (find_ties(); ties_ > 0;) {
    unsigned before = ties_;
    bool linked = refine();
    find_ties();
    if (ties_ < before) continue;
    if (!linked) return;
    split_tie();
    find_ties();
  }
}

void Symmetry::find_ties() {
  // The order is mostly that of the state before, or nearly so.
  auto before = [this](unsigned a, unsigned b) {
    if (!movables_.same_class(a, b)) return movables_.first(a) < movables_.first(b);
    return colours_[a] != colours_[b] ? colours_[a] < colours_[b] : a < b;
  };
  for (std::size_t i = 1; i < sorted_.size(); ++i)
    for (std::size_t j = i; j > 0 && before(sorted_[j], sorted_[j - 1]); --j)
      std::swap(sorted_[j], sorted_[j - 1]);
  ties_ = 0;
  for (unsigned movable : sorted_) tied_[movable] = false;
  for (std::size_t i = 1; i < sorted_.size(); ++i) {
    unsigned a = sorted_[i - 1], b = sorted_[i];
    if (colours_[a] != colours_[b] || !movables_.same_class(a, b)) continue;
    tied_[a] = tied_[b] = true;
    ++ties_;
  }
}

template <class F>
void Symmetry::each_pair(F visit) const {
  for (unsigned holder : present_)
    for (unsigned half = 0; half < 2; ++half) {
      std::uint64_t bits = known_.targets(holder, half) | handed_over_.targets(holder, half);
      for (; bits != 0; bits &= bits - 1) {
        unsigned target = half * 64 + static_cast<unsigned>(__builtin_ctzll(bits));
        Key tag = known_.pair(holder, target);
        visit(holder, target, tag += handed_over_.pair(holder, target));
      }
    }
}

/// One round; false if no two movables that are tied are linked.
bool Symmetry::refine() {
  for (unsigned movable : sorted_) next_[movable] = colours_[movable];
  bool linked = false;
  each_pair([&](unsigned holder, unsigned target, Key tag) {
    if (tied_[holder]) next_[holder] += mix(tag.low, colours_[target]);
    if (tied_[target]) next_[target] += mix(tag.high, colours_[holder]);
    linked |= tied_[holder] && tied_[target];
  });
  for (unsigned movable : sorted_) colours_[movable] = next_[movable];
  return linked;
}

/// Takes one of those that are as good as each other for the first.
void Symmetry::split_tie() {
  auto tied = std::find_if(sorted_.begin(), sorted_.end(), [this](unsigned i) { return tied_[i]; });
  colours_[*tied] = mix(colours_[*tied], 1);
}

/// Numbers each class in the order of colours.
void Symmetry::rank() {
  for (std::size_t i = 0; i < sorted_.size(); ++i) {
    unsigned movable = sorted_[i], first = movables_.first(movable);
    bool begins = i == 0 || movables_.first(sorted_[i - 1]) != first;
    places_[movable] = begins ? std::uint64_t{first} << 8 : places_[sorted_[i - 1]] + 1;
  }
}

void Symmetry::find_present(unsigned threads) {
  if (present_version_ == movables_.version()) return;
  present_version_ = movables_.version();
  present_.clear();
  sorted_.clear();
  for (unsigned i = 1; i < threads; ++i) present_.push_back(static_cast<std::uint8_t>(i));
  for (unsigned i = 0; i < movables_.blocks(); ++i)
    present_.push_back(static_cast<std::uint8_t>(kMaxThreads + i));
  places_[Movables::kFixed] = 0;
  for (std::uint8_t movable : present_) {
    places_[movable] = std::uint64_t{movables_.first(movable)} << 8;
    tied_[movable] = false;
    if (movables_.alike(movable)) sorted_.push_back(movable);
  }
}

Key Symmetry::key(unsigned threads) {
  find_present(threads);
  Key key = known_.alone(Movables::kFixed);
  key += handed_over_.alone(Movables::kFixed);
  for (unsigned movable : present_)
    (sums_[movable] = known_.alone(movable)) += handed_over_.alone(movable);
  colour();
  rank();
  for (unsigned movable : present_) {
    Mixed& mixed = mixed_[movable];
    std::uint64_t place = places_[movable];
    if (mixed.place != place || mixed.sum != sums_[movable])
      mixed = {sums_[movable], hash(sums_[movable].low, sums_[movable].high, place), place};
    key += mixed.hash;
  }
  each_pair([&](unsigned holder, unsigned target, Key tag) {
    std::uint64_t places = places_[holder] << 32 | places_[target];
    key += {mix(tag.low, places), mix(tag.high, places)};
  });
  return key;
}

}  // namespace epcheck
