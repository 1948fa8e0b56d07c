// SPDX-License-Identifier: MIT
// A trace as it is told to people who want to know why: its moments, without those that do not lead
// to the violation (roles.h), and a sentence that says how many those are. What opens a quiet
// section stands behind the next moment of its thread, what closes it behind the last; what
// repeats, and what is unrelated, stands in a moment of kind "fold". A thread with nothing but
// unrelated moments has none.
#pragma once

#include <string>
#include <vector>

#include "traces/roles.h"
#include "traces/story.h"
#include "traces/trace.h"

namespace epcheck {

struct Told {
  std::vector<Moment> moments;
  std::string folded;  // "Folded: 16 notes repeating others."; "" if nothing is
};

Told told(const Trace& trace);

/// What is left out of `moments` with these roles, in a sentence.
std::string folded_text(const Trace& trace, const std::vector<Moment>& moments,
                        const std::vector<Role>& roles);

}  // namespace epcheck
