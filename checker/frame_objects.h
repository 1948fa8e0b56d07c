// SPDX-License-Identifier: MIT
// Where in its frame a function keeps its variables, as its debug information says: those of the
// function itself and of its blocks, whose place is fixed. Temporaries have no names and are not
// among them, nor are variables of inlined functions, which may be parts of a temporary.
// Known only for code that GCC has compiled for fibers (-Og -g); others arrange their frames, and
// compute addresses, in ways that docs/internals.md, "Clean stacks", does not argue about.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace epcheck {

/// Part of a frame, from `begin` to before `end`, relative to the CFA.
struct FrameRange {
  std::int32_t begin, end;
};

/// The variables of the function that begins there, lowest first; those that overlap are one.
/// Nothing if they are not known.
std::optional<std::vector<FrameRange>> frame_objects(std::uintptr_t function);

/// Whether code of a unit with this DW_AT_producer has frames as described above.
bool has_frame_objects(const char* producer);

}  // namespace epcheck
