// SPDX-License-Identifier: MIT
// What each instruction does. execute() looks up the kind; system calls stand in
// execute_syscall.cc, steps on the program's own memory in execute_memory.cc.
#pragma once

#include "scenarios/program/world.h"

namespace epcheck::scenario {

/// Carries out `ins` and returns the number of the next instruction.
std::uint32_t execute(ThreadState& thread, const Instruction& ins);

/// The same for instructions that are system calls.
std::uint32_t execute_syscall(ThreadState& thread, const Instruction& ins);

/// The same for variables, locks, objects and marks. They never jump.
void execute_memory(ThreadState& thread, const Instruction& ins);

/// Looks for a signal at the end of a call, or between two steps: true if the thread has one to
/// take now (ThreadState::taken).
bool take_signal(ThreadState& thread);

/// Puts a value into a slot, if the step wants it.
void set_slot(ThreadState& thread, std::uint16_t slot, std::int64_t value);

/// The number of a descriptor that an instruction names.
int number_of(const ThreadState& thread, FdOperand fd);

}  // namespace epcheck::scenario
