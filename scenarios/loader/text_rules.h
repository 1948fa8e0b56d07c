// SPDX-License-Identifier: MIT
// What the bytes of a scenario file must be before anybody parses them, and how a piece of a file
// is quoted in a message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/loader/diagnostic.h"

namespace epcheck::scenario {

/// False after adding to `errors`: too large, not UTF-8, a tab, or another control character.
bool check_text(const Source& source, Errors& errors);

/// The characters of a line as a terminal can show them: one string each, `?` for what would not
/// show, or would change how the rest shows.
std::vector<std::string> printable(std::string_view line);

/// At most 40 characters of one line, for use in a message.
std::string shorten(std::string_view text);

}  // namespace epcheck::scenario
