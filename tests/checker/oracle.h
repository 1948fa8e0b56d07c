// SPDX-License-Identifier: MIT
// What the oracle tests compare: what a search finds of a program, and the ways to search that must
// all find the same. Any combination of switches is a way, with one worker or two; which of them
// are tried on a program follows from its seed, so that a run of many programs tries all.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "checker/check.h"

namespace epcheck::oracle {

/// What two searches of one program must agree on.
struct Found {
  std::set<std::vector<std::int64_t>> outcomes;
  std::set<std::string> violated;
  bool complete = false;
  bool operator==(const Found&) const = default;
};
void PrintTo(const Found& found, std::ostream* out);

Found summary(const Result& result);

struct Way {
  std::string name;
  Options options;
  bool is_part = false;          // it may find less, but nothing else
  bool counts_as_first = false;  // and stores as many states as the first way
};

/// With nothing left out but by merging equal states: the oracle for programs with loops.
Way unreduced(Memory memory);

/// With each of 128 combinations of the reductions, by the bits of `switched_off`.
Way combination(unsigned switched_off, Memory memory);

/// The ways to try on the program with this seed, the default way first. `loops`: the program has
/// loops, so livelocks are looked for, and only by searches that can tell.
std::vector<Way> ways(std::uint64_t seed, Memory memory, bool loops);

}  // namespace epcheck::oracle
