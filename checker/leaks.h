// SPDX-License-Identifier: MIT
// Leaks: blocks that are not freed when an execution ends, and that nothing leads to. Roots are the
// global variables of C code and the live words of daemons' stacks; a word that is the address of a
// byte of a block leads to it. As LeakSanitizer does, so a number that happens to look like an
// address hides a leak. All of it follows from the state, not from how it was come by.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checker/check.h"

namespace epcheck {

class Machine;

struct LostBlock {
  std::uintptr_t begin;
  std::uint64_t bytes;
};

/// In the order of addresses. None if a thread that is no daemon is blocked: it was not meant to
/// end there. REQUIRES: the machine is in the end state `end`.
std::vector<LostBlock> find_leaks(Machine& machine, const EndState& end);

/// "24 bytes in 1 block are not freed, and nothing leads to them"; "" if there are none.
std::string describe_leaks(const std::vector<LostBlock>& lost);

}  // namespace epcheck
