// SPDX-License-Identifier: MIT
// What the bytes of a scenario file must be before anybody parses them, and how a piece of a file
// is quoted in a message.
#pragma once

#include <string>
#include <string_view>

#include "scenarios/loader/diagnostic.h"

namespace epcheck::scenario {

/// False after adding to `errors`: too large, not UTF-8, a tab, or another control character.
bool check_text(const Source& source, Errors& errors);

/// At most 40 characters of one line, for use in a message.
std::string shorten(std::string_view text);

}  // namespace epcheck::scenario
