// SPDX-License-Identifier: MIT
// Whether steps do anything that another thread or the kernel can see. A `loop` that could go round
// without would never give way to anybody, so it is refused.
#pragma once

#include "scenarios/loader/step.h"

namespace epcheck::scenario {

/// Whether the step is a system call.
bool calls_kernel(const Step& step);

/// Whether some way through the body of a loop reaches its end, or a `continue`, without a step
/// that is seen. Conditions are taken to go either way.
bool may_pass_silently(const Steps& body);

}  // namespace epcheck::scenario
