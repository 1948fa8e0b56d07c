// SPDX-License-Identifier: MIT
// Backward data flow over one function: what of its frame, and which saved registers, are live when
// the call that returns to `pc` returns, if the caller wants the registers `wanted` back.
#pragma once

#include "checker/liveness.h"

namespace epcheck {

LiveFrame analyse_frame(const MachineCode& code, std::uintptr_t pc, RegisterMask wanted);

}  // namespace epcheck
