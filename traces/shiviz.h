// SPDX-License-Identifier: MIT
// The trace as a log for ShiViz, which draws happens-before: two lines for each step, the thread
// with its vector clock and what it does. A step comes after those before it in its thread, after
// the write that it reads, after the unlock of the lock that it takes, and after who woke or
// started its thread. To be read with the expression that ShiViz proposes.
#pragma once

#include <string>

#include "traces/trace.h"

namespace epcheck {

std::string write_shiviz(const Trace& trace);

}  // namespace epcheck
