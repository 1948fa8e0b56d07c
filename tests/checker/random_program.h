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
  sleep,      // until a variable has a value
  sleep_any,  // until one of the variables has the value; observe which, chosen if both have
  choose,     // observe one of value + 2 choices
  skip_if,    // skip the next action if the last observation was odd
  fence,
  retry,    // observe fetch_add, made by a load and compare_exchange; given up after two rounds
  fail_if,  // fail if the last observation was odd
  join,     // wait until an earlier thread, `object`, has finished
  put,      // box[object] = new box with the value, which is not marked
  look,     // observe the value in box[object]
  poke,     // change it
  take,     // exchange box[object] with none, and free it
  drop,     // free box[object], and leave it there
};

struct Action {
  Verb verb;
  std::uint8_t object;  // variable, lock or box, 0 or 1; a thread
  std::uint8_t value;
  Order order = Order::seq_cst;
};

/// What the thread that has started the others does then.
enum class Ending : std::uint8_t {
  leaves,
  joins,      // each in turn, and observes both variables
  joins_all,  // together, and observes both variables
};

struct Program {
  std::uint64_t seed;
  unsigned threads;
  std::vector<Action> actions[4];
  Ending ending = Ending::leaves;
  bool raw = false;  // nobody has written the variables before
};

/// What the generator may use.
struct Shape {
  unsigned min_threads = 2;
  unsigned max_threads = 3;
  unsigned max_actions = 6;  // of two threads each, of three half of it; about
  bool orders = false;       // accesses of all orders, fences, and no accesses to two words at once
  bool boxes = false;        // memory that is allocated and freed
  bool joins = false;        // of earlier threads, and by the one that starts them
  bool raw = false;          // no variable is initialised
};

Program generate(std::uint64_t seed, const Shape& shape);
std::string to_string(const Program& program);

/// Body for check(): starts the threads of `program`, which must outlive the check.
void run(const Program& program);

/// Body for check(): two or three threads run the first thread's actions, and link what they have
/// of their own; in every other program one runs the second's.
void run_alike(const Program& program);

}  // namespace epcheck::random_program
