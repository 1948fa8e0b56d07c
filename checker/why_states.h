// SPDX-License-Identifier: MIT
// WhyStates: finds the bytes that tell states apart. For each place at which threads were suspended
// it collects the values that each word of the live stack, and of the heap, has had. A word of a
// stack with many values that the program will never read again is a dead slot, and the reason why
// equal states look different (docs/internals.md, "Clean stacks").
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/task.h"

namespace epcheck {

class WhyStates {
 public:
  /// Takes the state that the machine is in, with `threads` threads.
  void add(unsigned threads);
  /// One line for each word with more than one value, those with most values first.
  std::string report(std::size_t lines) const;

 private:
  struct Place {
    unsigned thread;
    const void* pc;
    std::size_t live_bytes;
    auto operator<=>(const Place&) const = default;
  };
  using Values = std::set<std::uint64_t>;
  std::map<Place, std::vector<Values>> stacks_;  // words counted from the top of the stack
};

}  // namespace epcheck
