// SPDX-License-Identifier: MIT
// Shows a trace one step after the other: who does what, where, and what of the state it changes.
#pragma once

#include <istream>
#include <ostream>

#include "traces/trace.h"

namespace epcheck::cli {

/// With `keys`, waits for a line after each step: an empty one goes on, `q` ends, `c` goes on
/// without waiting. With null, shows everything at once.
void step_through(const Trace& trace, std::istream* keys, std::ostream& out);

}  // namespace epcheck::cli
