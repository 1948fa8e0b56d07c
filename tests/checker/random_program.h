// SPDX-License-Identifier: MIT
// Random small programs, for comparing one search with another. A program is plain data, made from
// a seed; run() interprets it on the engine's threads. Every loop ends.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checker/op.h"

namespace epcheck::random_program {

enum class Verb : std::uint8_t {
  load,        // observe a variable
  store,       // variable = value
  add,         // observe fetch_add
  swap,        // observe exchange
  cas,         // observe compare_exchange of value -> value + 1
  load_both,   // observe both variables by one access
  store_both,  // both variables = value, by one access
  plain_load,  // observe an unmarked variable
  plain_store,
  lock,
  unlock,
  read_lock,
  read_unlock,
  try_lock,  // observe; the following unlock_if_locked belongs to it
  unlock_if_locked,
  sleep,    // until a variable has a value
  choose,   // observe one of value + 2 choices
  skip_if,  // skip the next action if the last observation was odd
  fence,
};

struct Action {
  Verb verb;
  std::uint8_t object;  // variable or lock, 0 or 1
  std::uint8_t value;
  Order order = Order::seq_cst;
};

struct Program {
  std::uint64_t seed;
  bool raw;  // nobody has written the variables before
  unsigned threads;
  std::vector<Action> actions[3];
};

/// What the generator may use.
struct Shape {
  unsigned min_threads = 2;
  unsigned max_threads = 3;
  unsigned max_actions = 6;  // per thread, half of it with three threads; about
  bool raw = false;          // no variable is initialised
  bool orders = false;       // accesses of all orders, fences, and no accesses to two words at once
};

Program generate(std::uint64_t seed, const Shape& shape);
std::string to_string(const Program& program);

/// Body for check(): starts the threads of `program`, which must outlive the check.
void run(const Program& program);

/// Body for check(): two or three threads run the first thread's actions, and link what they have
/// of their own; in every other program one runs the second's.
void run_alike(const Program& program);

}  // namespace epcheck::random_program
