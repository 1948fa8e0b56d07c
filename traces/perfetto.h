// SPDX-License-Identifier: MIT
// The trace in the JSON format of Chrome's tracing, which Perfetto opens: a track for each thread,
// a slice for each moment with its operations inside, arrows from who wakes to who is woken. Time
// is the number of the step.
#pragma once

#include <string>

#include "traces/trace.h"

namespace epcheck {

std::string write_perfetto(const Trace& trace);

}  // namespace epcheck
