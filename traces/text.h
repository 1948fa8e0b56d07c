// SPDX-License-Identifier: MIT
// The trace as kernel changelogs have it: a verdict, how things stand at the end, why, a table with
// a column for each thread and time running downwards, and the punch line. Never wider than
// kTextWidth, never more than kTextLanes columns: further threads share the last one, each note
// with its thread's name.
#pragma once

#include <cstddef>
#include <string>

#include "traces/trace.h"

namespace epcheck {

inline constexpr std::size_t kTextWidth = 72;
inline constexpr std::size_t kTextLanes = 4;

std::string write_text(const Trace& trace);
/// For a mail or a changelog: without the lines of the model, which kernel people do not have.
std::string write_lkml(const Trace& trace);
/// With each operation on memory, for those who want to know all.
std::string write_full_text(const Trace& trace);

}  // namespace epcheck
