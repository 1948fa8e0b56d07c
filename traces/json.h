// SPDX-License-Identifier: MIT
// The trace as JSON: every field of trace.h, in a fixed order, one thread and one step a line. The
// format is described in docs/trace-format.md and numbered by kTraceVersion.
#pragma once

#include <string>

#include "traces/trace.h"

namespace epcheck {

std::string write_json(const Trace& trace);

}  // namespace epcheck
