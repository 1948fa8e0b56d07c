// SPDX-License-Identifier: MIT
// The way to the writers: one Trace, four formats. Pure functions of the trace: the same trace
// gives the same bytes on every machine. Not to be called from two threads at a time (Graphviz).
#pragma once

#include <string>

#include "traces/trace.h"

namespace epcheck {

enum class Format {
  text,  // the table of a kernel changelog: a column for each thread, at most 72 columns wide
  json,  // everything, versioned; see docs/trace-format.md
  dot,   // for Graphviz, at most 40 nodes
  svg,   // the same, laid out
};

/// The whole file, ending with a newline.
std::string write_trace(const Trace& trace, Format format);

}  // namespace epcheck
