// SPDX-License-Identifier: MIT
// What must hold of the reader of traces, and of the writers of what it has accepted, whatever the
// bytes of a file are. See scenario_target.h.
#pragma once

#include <string>
#include <string_view>

namespace epcheck::fuzz {

/// What is wrong with the answer to the file `text`, "" if nothing. It may also crash.
std::string wrong_with_trace(std::string_view text);

}  // namespace epcheck::fuzz
