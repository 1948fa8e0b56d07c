// SPDX-License-Identifier: MIT
// The bounds of the function that a program counter lies in, from the unwind information that is
// linked into every program (.eh_frame).
#pragma once

#include <cstdint>
#include <optional>

namespace epcheck {

struct FunctionBounds {
  std::uintptr_t begin;
  std::uintptr_t end;
  bool catches;  // has landing pads: control may arrive at places that no jump names
};

std::optional<FunctionBounds> function_bounds(std::uintptr_t pc);

}  // namespace epcheck
