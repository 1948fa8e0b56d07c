// SPDX-License-Identifier: MIT
// Litmus programs run on an abstract machine with a store buffer for each thread, all schedules of
// it: the other way to say what sc and tso are. It is there to check axioms.h, and shares neither
// code nor idea with it.
#pragma once

#include <set>

#include "tests/litmus/program.h"

namespace epcheck::litmus {

/// All outcomes; without `buffers` writes reach memory at once.
std::set<Outcome> abstract_outcomes(const Program& program, bool buffers);

}  // namespace epcheck::litmus
