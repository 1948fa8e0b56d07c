// SPDX-License-Identifier: MIT
// Compares what exploration found with what the file expects. `expect: {fail: [a, b]}` is exact:
// each of a and b must fail in some schedule, and nothing else that is checked in any.
#pragma once

#include "scenarios/program/run.h"

namespace epcheck::scenario {

/// `result` is the engine's, whole.
RunResult compare(const Variant& variant, Result result);

}  // namespace epcheck::scenario
