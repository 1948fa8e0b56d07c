// SPDX-License-Identifier: MIT
// Random programs whose threads wait in loops, in the ways that loops wait: for a value, for the
// success of an exchange, for two words, for a lock. Many of them may go round for ever. Accesses
// are of all orders, and some are not marked, so there are races, too.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace epcheck::spin_program {

enum class Verb : std::uint8_t {
  load,
  store,
  add,
  await,         // loads until it sees the value
  await_other,   // loads until it sees another
  exchange,      // exchanges until it gets something else
  swap,          // compares and swaps until it succeeds
  increment,     // loads, compares and swaps, until that succeeds
  await_both,    // loads this and the other variable until one has the value
  test_and_set,  // awaits zero and exchanges, until it gets zero
  data_load,     // of a variable that is not marked
  data_store,
  section,  // test_and_set, data_load and data_store, and stores zero
};

struct Action {
  Verb verb;
  std::uint8_t variable, value;
  std::uint8_t strength;  // relaxed, acquire and release, seq_cst
};
using Program = std::vector<std::vector<Action>>;  // by thread

Program generate(std::uint64_t seed);
std::string to_string(const Program& program);
/// The body for check(). `program` must outlive the check.
void run(const Program& program);

}  // namespace epcheck::spin_program
