// SPDX-License-Identifier: MIT
// WhyStates: finds the bytes that tell states apart. For each place at which threads were suspended
// it collects the values that each live word of the stack has had. A word of a
// stack with many values that the program will never read again is a dead slot, and the reason why
// equal states look different (docs/internals.md, "Clean stacks").
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "checker/liveness.h"
#include "checker/thread_state.h"

namespace epcheck {

class WhyStates {
 public:
  /// Takes the state that the machine is in, with `threads` threads.
  void add(unsigned threads, Liveness& liveness);
  /// One line for each place, those at which most states have a thread; then one line for each word
  /// with more than one value, those with most values first. At most `lines` of each.
  std::string report(std::size_t lines) const;

 private:
  struct Place {
    unsigned thread;
    const void* pc;
    std::size_t live_bytes;
    auto operator<=>(const Place&) const = default;
  };
  using Values = std::set<std::uint64_t>;
  struct Seen {
    std::uint64_t states = 0;
    struct Word {
      const void* frame;  // whose variable it is
      Values values;
    };
    std::map<std::uintptr_t, Word> words;  // by address
  };
  std::map<Place, Seen> places_;
};

}  // namespace epcheck
