// SPDX-License-Identifier: MIT
// The trace as one page that needs nothing else: style, script (traces/page/, bundled by esbuild
// when epcheck is built) and data are in it, and its security policy forbids it to load anything.
#pragma once

#include <string>

#include "traces/trace.h"

namespace epcheck {

std::string write_html(const Trace& trace);

}  // namespace epcheck
