// SPDX-License-Identifier: MIT
// Key: 128 bits that stand for a state. Two states with equal keys are taken to be equal; with n
// states the odds that this ever goes wrong are below n * n / 2^129 (docs/internals.md, "Keys").
// The key of a state is the sum of the hashes of its parts, each salted with its place, so that a
// step only pays for the parts that it changed.
#pragma once

#include <compare>
#include <cstdint>

namespace epcheck {

struct Key {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  auto operator<=>(const Key&) const = default;
  Key& operator+=(const Key& other) { return *this = split(wide() + other.wide()); }
  Key& operator-=(const Key& other) { return *this = split(wide() - other.wide()); }

 private:
  __extension__ using Wide = unsigned __int128;
  Wide wide() const { return static_cast<Wide>(high) << 64 | low; }
  static Key split(Wide sum) {
    return {static_cast<std::uint64_t>(sum), static_cast<std::uint64_t>(sum >> 64)};
  }
};

}  // namespace epcheck
