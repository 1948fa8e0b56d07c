// SPDX-License-Identifier: MIT
// The candidate executions of a litmus program: every choice of which write each read reads from
// (rf) and of the order of the writes to each word (co), with the values and the branches that
// follow from it. Only candidates with a cycle in po U rf and those that break the atomicity of an
// rmw are left out, because no model here has them. Which candidates a model allows is said in
// axioms.h.
//
// An rmw is two events, a read and a write next to each other in po; a failed cas is a read. A lock
// is an acquire rmw 0 -> 1 that reads 0, an unlock a release write of 0. Events 0, 1, ... are the
// initial writes; they come before all others in po.
#pragma once

#include <cstdint>
#include <functional>

#include "tests/litmus/program.h"
#include "tests/litmus/relation.h"

namespace epcheck::litmus {

struct Execution {
  unsigned events = 0;
  std::array<Mode, kMostEvents> mode{};
  std::array<std::uint8_t, kMostEvents> place{};

  // Sets of events.
  Events all = 0, reads = 0, writes = 0, fences = 0, joins = 0;
  Events initial = 0;
  Events locked = 0;  // parts of an rmw, failed or not

  Relation po;
  Relation same_place;
  Relation internal;  // of one thread, in any order
  Relation joined;    // from each event of a thread to each join of it
  Relation rmw;
  Relation rf;
  Relation co;
  Relation fr;

  Outcome outcome;

  /// The events whose mode is `weakest` or stronger: na < rlx < acq, rel < acqrel < sc.
  Events at_least(Mode weakest) const;
};

/// Calls `visit` for each candidate. Returns whether there were at most `most` of them; otherwise
/// it has stopped early.
bool for_each_execution(const Program& program, std::uint64_t most,
                        const std::function<void(const Execution&)>& visit);

}  // namespace epcheck::litmus
