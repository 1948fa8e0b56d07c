// SPDX-License-Identifier: MIT
// Handover, the part for accesses that are not ordered: each is a member of the slot's set, and has
// bits of its own. A member whose bits another has, too, is left out: whoever comes after the other
// comes after both, now and later, because a bit is cleared or set by what is done and by the bits
// of its own member, and the more of these are clear, the more will be. So what is left is at most
// one for each thread. The members lie behind the slots, sorted: a number of the set plus 1, then
// the bits.
#include <algorithm>
#include <cstring>

#include "checker/handover.h"
#include "checker/machine.h"

namespace epcheck {

namespace {

bool contains(const NotAfter& all, const NotAfter& some) {
  return !(some.threads & ~all.threads) && !(some.locks & ~all.locks) &&
         !(some.objects & ~all.objects) && !(some.buffered & ~all.buffered) &&
         !(some.fenced & ~all.fenced) && !(some.pending & ~all.pending);
}

bool before(const NotAfter& a, const NotAfter& b) { return std::memcmp(&a, &b, sizeof a) < 0; }

}  // namespace

std::size_t Handover::count_members() const {
  std::size_t n = 0;
  while (n < kMaxMembers && *member(n) != 0) ++n;
  return n;
}

bool Handover::load_members(unsigned set) const {
  members_.clear();
  for (std::size_t n = 0; n < kMaxMembers && *member(n) != 0 && *member(n) <= set + 1; ++n) {
    if (*member(n) != set + 1) continue;
    NotAfter value{};
    std::memcpy(&value, member(n) + 1, width_ * sizeof(std::uint64_t));
    members_.push_back(value);
  }
  return !members_.empty();
}

void Handover::reduce_members(unsigned set) {
  for (NotAfter& each : members_) normalize(each, set / 2);
  std::sort(members_.begin(), members_.end(), before);
  for (std::size_t i = 0; i < members_.size();) {
    bool needless = members_[i].threads == 0;
    for (std::size_t j = 0; j < members_.size() && !needless; ++j)
      needless = j != i && contains(members_[j], members_[i]);
    if (needless)
      members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(i));
    else
      ++i;
  }
}

/// Replaces the members of a set by those in members_. Returns their union.
NotAfter Handover::store_members(unsigned set) {
  reduce_members(set);
  NotAfter together{};
  for (const NotAfter& each : members_) {
    together.threads |= each.threads;
    together.locks |= each.locks;
    together.objects |= each.objects;
    together.buffered |= each.buffered;
    together.fenced |= each.fenced;
    together.pending |= each.pending;
  }
  if (members_.size() == 1) members_.clear();
  std::size_t count = count_members(), first = 0, stride = 1 + width_;
  while (first < count && *member(first) < set + 1) ++first;
  std::size_t last = first;
  while (last < count && *member(last) == set + 1) ++last;
  if (count - (last - first) + members_.size() > kMaxMembers) {
    overflows_ = true;
    members_.clear();
  }
  rest_.clear();
  for (const NotAfter& each : members_) {
    rest_.push_back(set + 1);
    const std::uint64_t* bits = &each.threads;
    rest_.insert(rest_.end(), bits, bits + width_);
  }
  rest_.insert(rest_.end(), member(last), member(count));
  std::size_t size = std::max(rest_.size(), (count - first) * stride);
  rest_.resize(size);
  std::uint64_t* current = member(first);
  std::size_t bytes = size * sizeof *current;
  if (bytes == 0 || std::memcmp(current, rest_.data(), bytes) == 0) return together;
  machine_.touch(reinterpret_cast<std::uintptr_t>(current), bytes);
  std::memcpy(current, rest_.data(), bytes);
  return together;
}

}  // namespace epcheck
