// SPDX-License-Identifier: MIT
// Words of a trace on paper: names come from scenario files and may hold anything, so nothing is
// written before it went through printable(). Widths are columns of a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace epcheck {

/// `text` as valid UTF-8 that cannot steer a terminal: control characters, bytes that are no UTF-8,
/// and characters that hide text or turn its direction become \xHH or \u{HHHH}.
std::string printable(std::string_view text);

/// Columns that printable `text` takes: two for each wide (East Asian, emoji) character.
std::size_t width(std::string_view text);

/// `text` in lines of at most `columns`, which is at least 8. Breaks at spaces, and inside of words
/// that are longer than a line, after punctuation if there is some. All lines but the first begin
/// with `indent` spaces.
std::vector<std::string> wrap(std::string_view text, std::size_t columns, std::size_t indent);

/// Width of the longest word.
std::size_t longest_word(std::string_view text);

/// `items` with `separator` between them.
std::string join(const std::vector<std::string>& items, std::string_view separator);

}  // namespace epcheck
