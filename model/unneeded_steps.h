// SPDX-License-Identifier: MIT
// Steps that a kernel could do without, as far as anybody can tell from outside, each with the
// reason. `epcheck mutate` wants one for each mutant that no scenario notices, and complains about
// a reason whose mutant is noticed after all: it would be false.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/steps.h"

namespace epcheck {

struct UnneededStep {
  enum class Kind : std::uint8_t {
    equivalent,  // with and without it, the same can happen
    redundant,   // another step does it, too
    faster,      // only time is lost without it
  };
  Step step;
  const char* kernels;  // those that it is about, with spaces between; "" is all
  Kind kind;
  const char* why;
};

/// By step, in the order of Step.
std::span<const UnneededStep> unneeded_steps();

/// Why the kernel does not need the step; null if it does.
const UnneededStep* find_unneeded(Step step, std::string_view kernel);

const char* name_of(UnneededStep::Kind kind);

}  // namespace epcheck
