// SPDX-License-Identifier: MIT
// The words and signs of an expression, with the bytes of the text that they stand at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace epcheck::scenario {

struct Token {
  enum class Kind { number, word, sign, bad, end };
  Kind kind = Kind::end;
  std::string text;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Ends with a token of kind `end`. A character that belongs to no token is one of kind `bad`.
std::vector<Token> tokenize(std::string_view text);

}  // namespace epcheck::scenario
