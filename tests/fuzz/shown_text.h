// SPDX-License-Identifier: MIT
// What may be written to a terminal, whatever file it speaks of.
#pragma once

#include <string>
#include <string_view>

namespace epcheck::fuzz {

/// What in the text could steer a terminal or is no UTF-8, "" if nothing.
std::string wrong_with_shown(std::string_view text);

}  // namespace epcheck::fuzz
