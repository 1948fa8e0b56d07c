// SPDX-License-Identifier: MIT
// Place: where in the program's memory something is, by the name that Words has for it. All
// movables that are alike (movables.h) have one name, that of the first of them.
#pragma once

#include <cstdint>

namespace epcheck {

struct Place {
  std::uintptr_t name;
  unsigned holder;      // the movable that it is in
  std::uint32_t shift;  // by how many halves of a cell it lies behind its name
};

/// A word of a place.
struct PlaceWord {
  Place place;
  std::uint32_t word;
};

}  // namespace epcheck
