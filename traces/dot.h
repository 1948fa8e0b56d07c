// SPDX-License-Identifier: MIT
// The trace as a Graphviz graph that reads like a sequence diagram: a cluster for each thread, time
// from top to bottom. Solid edges are the order within a thread, bold red ones go from who wakes to
// the next step of who is woken, dashed ones from a write to another thread's read of it. The
// violation is double-boxed. At most kDotNodes nodes: what does not fit is folded (story.h).
#pragma once

#include <cstddef>
#include <string>

#include "traces/trace.h"

namespace epcheck {

inline constexpr std::size_t kDotNodes = 40;

std::string write_dot(const Trace& trace);

}  // namespace epcheck
