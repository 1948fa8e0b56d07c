// SPDX-License-Identifier: MIT
// Which moments of a trace lead to its violation, and which may be left out. A moment leads to it
// if one of its steps does: by the order of its thread, a read of what it wrote, a wake-up, a lock
// that was released to the next holder, or memory that it freed. From the end state, the paths
// begin at the threads that have not finished, and at the last writes to the objects that are
// spoken of, or slept on. Where it is not known who let a thread go on, everybody did; where no
// path begins, as in a run that passes, all lead there. Of a thread that has such a moment, or is
// woken by one, what its calls return and when it sleeps and wakes is told too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "traces/story.h"
#include "traces/trace.h"

namespace epcheck {

enum class Role : std::uint8_t {
  tells,      // is shown
  quiet,      // opens or closes a section during which no other thread has a moment
  unrelated,  // no path leads from it to the violation
  repeated,   // the moments before it, again: at least the third lap follows
};

/// What repeats, all laps but the first: indices of moments, of which some may have other roles.
struct Repetition {
  std::size_t begin;
  std::size_t end;
  std::size_t lap;    // so many moments are one
  std::size_t times;  // laps
};

struct Roles {
  std::vector<Role> of;  // one for each moment
  std::vector<Repetition> repetitions;
};

/// Of `moments`, which is moments(trace).
Roles roles(const Trace& trace, const std::vector<Moment>& moments);

}  // namespace epcheck
