// SPDX-License-Identifier: MIT
// The bodies of the engine's threads: a thread of the scenario, an interrupt, and the watch over an
// `always` property. Between two instructions nothing is left on the stack but the loop itself.
#pragma once

#include "scenarios/program/world.h"

namespace epcheck::scenario {

/// Runs the thread to its end.
void run_thread(ThreadState* thread);

/// Lets everything arrive, one after the other, as the interrupt work `task`.
void run_interrupt(World* world, Task* task, const Interrupt* interrupt);

/// Waits until the property does not hold, and reports it.
void watch_always(World* world, const Observation* always);

}  // namespace epcheck::scenario
