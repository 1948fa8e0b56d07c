// SPDX-License-Identifier: MIT
// Random programs whose threads show each other variables on their stacks, in the frames of several
// functions that come and go, and use what they have been shown: in time, or when the variable has
// gone and the place is nobody's, or another function's. Frames are wide, so that an access which
// comes too late meets a variable or nothing, but not what the compiler keeps on the stack.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checker/op.h"

namespace epcheck::stack_program {

enum class Verb : std::uint8_t {
  enter,  // a function, one of three
  leave,
  show,       // store the address of a variable of this function in a slot
  hide,       // store null in the slot
  look,       // load the slot, and remember what is in it
  reach_add,  // observe fetch_add on what has been seen last
  reach_load,
  reach_store,
  reach_plain_load,  // of its unmarked part
  reach_plain_store,
  reach_lock,  // its lock, and unlock
  reach_try,   // observe whether that succeeds
  own_add,     // the same with a variable of this function
  own_load,
  own_store,
  own_plain_load,
  own_plain_store,
  own_lock,
  own_try,
  lock,
  unlock,
  raise,  // flag = 1
  await,  // sleep until it is
};

struct Action {
  Verb verb;
  std::uint8_t object;  // function, slot, variable or lock
  Order order;          // relaxed, or for the verb's kind the strongest
};

struct Program {
  std::vector<std::vector<Action>> threads;
};

Program generate(std::uint64_t seed);
std::string to_string(const Program& program);
/// The body for check(). `program` must outlive the check.
void run(const Program& program);

}  // namespace epcheck::stack_program
