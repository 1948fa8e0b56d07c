// SPDX-License-Identifier: MIT
// A program under test reads most of its memory by hooks, which notice what cannot be read. What it
// reads by itself, such as a constant of an object that another thread has freed and that is zeros
// now, may lead through a null pointer. The processor notices that; it is a violation like any
// other, and no crash of ours.
#pragma once

#include <signal.h>

namespace epcheck {

/// For a handler of SIGSEGV. If a program under test went through a null pointer, lets it go on,
/// when the handler returns, where it reports `null-dereference` and ends; otherwise false.
bool continue_after_fault(const siginfo_t& info, void* ucontext);

}  // namespace epcheck
