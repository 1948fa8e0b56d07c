// SPDX-License-Identifier: MIT
// Random litmus programs: few words and many orders, so that most accesses conflict and every axiom
// is needed now and then. The same seed makes the same program on every machine.
#pragma once

#include "tests/litmus/program.h"

namespace epcheck::litmus {

Program random_litmus(std::uint64_t seed);

}  // namespace epcheck::litmus
