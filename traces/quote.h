// SPDX-License-Identifier: MIT
// Printable text (letters.h) inside of DOT: in quotes, and in HTML-like labels.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace epcheck {

/// A quoted label of several lines, each followed by `end_of_line`: \l for a line that begins at
/// the left, \n for one in the middle.
std::string quote_label(const std::vector<std::string>& lines, std::string_view end_of_line);

/// For text between the tags of an HTML-like label.
std::string quote_html(std::string_view text);

}  // namespace epcheck
