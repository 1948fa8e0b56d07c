// SPDX-License-Identifier: MIT
// Deadlock: what an end state's blocked threads wait for.
#pragma once

#include <string>

#include "checker/check.h"

namespace epcheck {

/// The wait-for cycle ("W0 waits for lock a held by W1, W1 waits for lock b held by W0"), or, where
/// there is none, the blocked threads; empty if only daemons are blocked and none by a cycle.
std::string describe_deadlock(const EndState& end);

}  // namespace epcheck
