// SPDX-License-Identifier: MIT
// The picture of dot.h, drawn in memory by Graphviz. The result does not depend on the fonts or
// the plugins of the machine. Graphviz has global state: one call at a time.
#pragma once

#include <string>

#include "traces/trace.h"

namespace epcheck {

/// Throws std::runtime_error if Graphviz refuses the graph, which is a bug of epcheck.
std::string write_svg(const Trace& trace);

}  // namespace epcheck
