// SPDX-License-Identifier: MIT
// A table of litmus tests with what they may do under each memory model, read from a text file.
// Blocks are separated by empty lines:
//
//   # why this test exists, or what it shows
//   SB
//    w[rlx] x 1 | w[rlx] y 1
//    r[rlx] a y | r[rlx] b x
//   ab: sc 01 10 11 tso 00
//   race: weak
//
// "ab:" names registers and words; each model allows, beside the outcomes of the one before it in
// the order sc, tso, weak, those that are written after its name. The sets are exact. A line
// without a colon continues the one before it. "race:" lists the models under which there is a data
// race; without it there is none.
#pragma once

#include <set>

#include "tests/litmus/axioms.h"

namespace epcheck::litmus {

struct Litmus {
  std::string name;
  Program program;
  std::vector<unsigned> observed;  // indices in an Outcome
  struct Expected {
    std::set<std::string> outcomes;  // a digit for each index
    bool race = false;
  };
  std::array<Expected, 3> expected;  // by Model

  /// Outcomes as they are written in the file.
  std::set<std::string> observe(const std::set<Outcome>& outcomes) const;
};

/// Throws std::runtime_error that names the file and the test.
std::vector<Litmus> read_litmus_file(const std::string& path);

}  // namespace epcheck::litmus
