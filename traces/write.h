// SPDX-License-Identifier: MIT
// The way to the writers: one Trace, many formats. Pure functions of the trace: the same trace
// gives the same bytes on every machine. Not to be called from two threads at a time (Graphviz).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "traces/trace.h"

namespace epcheck {

enum class Format {
  text,       // the table of a kernel changelog: a column for each thread, at most 72 columns wide
  lkml,       // the same, ready for a mail: without the lines of the model
  full_text,  // the text with each operation
  json,       // everything, versioned; see docs/trace-format.md
  dot,        // for Graphviz, at most 40 nodes
  svg,        // the same, laid out
  mermaid,    // a sequence diagram for sites that draw them
  perfetto,   // for Perfetto and chrome://tracing
  shiviz,     // for ShiViz: each step with its vector clock
  html,       // one page to step through, with the nearest passing schedule beside
};

/// The whole file, ending with a newline.
std::string write_trace(const Trace& trace, Format format);

/// Names to choose a format by, "text" first; full_text has none.
std::vector<std::string> format_names();
std::optional<Format> format_named(std::string_view name);

/// Of the name of a file, without the dot.
const char* ending(Format format);

}  // namespace epcheck
