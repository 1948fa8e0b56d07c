// SPDX-License-Identifier: MIT
// The steps from which a path leads to the violation; what a path is stands in roles.h. The paths
// are followed backwards, each step once.
#pragma once

#include <vector>

#include "traces/trace.h"

namespace epcheck {

/// For each step before the violation, whether it is one. Those after it are none.
std::vector<bool> needed_steps(const Trace& trace);

}  // namespace epcheck
