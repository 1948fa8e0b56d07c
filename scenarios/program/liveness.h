// SPDX-License-Identifier: MIT
// Which names of a thread will be read again. What will not is cleared before each instruction, so
// that two states which differ only in forgotten values are one.
#pragma once

#include "scenarios/program/instruction.h"

namespace epcheck::scenario {

/// Sets Instruction::dead. Locals beyond the 64th are taken to be read always.
void mark_dead_locals(ThreadCode& thread);

}  // namespace epcheck::scenario
