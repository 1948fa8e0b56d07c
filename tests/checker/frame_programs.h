// SPDX-License-Identifier: MIT
// Functions with a value in their frame while they wait at a scheduling point, which they read
// after it, each by another way that C++ has. They are compiled as the model is, so that the
// engine looks for the objects in their frames.
#pragma once

#include <vector>

#include "checker/atomic.h"

namespace epcheck::frame_programs {

struct World {
  atomic<int> pause{0};
  atomic<int> index{-3};
};

struct Way {
  const char* name;
  /// Returns the value.
  long (*keep)(World*, long value);
};

std::vector<Way> ways();

/// Stands at a point with a variable whose address others have, and what other calls have left.
void leave_and_wait(World* world, long left);

}  // namespace epcheck::frame_programs
