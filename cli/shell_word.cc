// SPDX-License-Identifier: MIT
#include "cli/shell_word.h"

#include <string_view>

namespace epcheck::cli {

std::string shell_word(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+:,@%-";
  if (!path.empty() && path.find_first_not_of(kPlain) == path.npos) return path;
  std::string text = "'";
  for (char c : path) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace epcheck::cli
