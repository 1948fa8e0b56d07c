// SPDX-License-Identifier: MIT
// Why a counterexample goes wrong, read off the failing schedule and the nearest passing one: the
// last choice at which it could still have gone right, the two accesses whose order decided, and
// what orders them. Nothing is said that the two runs do not show. All strings are printable.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "traces/story.h"
#include "traces/trace.h"

namespace epcheck {

/// Two conflicting accesses that stand in one order where it fails, and in the other where it
/// passes. Indices into Trace::steps and TracePassing::steps.
struct Reversal {
  std::size_t first;               // the access that comes first in the failing run
  std::size_t second;              // the other one, as it is in the passing run
  std::vector<std::string> locks;  // held at both
};

/// Nothing if there is no passing run, or no such pair on memory or a lock that has a name.
std::optional<Reversal> reversal(const Trace& trace);

/// A sentence each, two or three; none if nobody has looked for a passing schedule. `places`: with
/// the lines of the model.
std::vector<std::string> explain(const Trace& trace, bool places);

/// The step of the failing run with which the wrong choice takes effect; nothing if unknown.
std::optional<std::size_t> wrong_turn(const Trace& trace);

/// The moment that shows it; the violation if nothing else does.
std::optional<std::size_t> turn_moment(const Trace& trace, const std::vector<Moment>& moments);

}  // namespace epcheck
