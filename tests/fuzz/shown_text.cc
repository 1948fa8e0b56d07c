// SPDX-License-Identifier: MIT
#include "tests/fuzz/shown_text.h"

namespace epcheck::fuzz {
namespace {

/// The bytes of the character that begins with `first`, 0 if none does.
std::size_t length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

}  // namespace

std::string wrong_with_shown(std::string_view text) {
  while (!text.empty()) {
    unsigned char first = static_cast<unsigned char>(text[0]);
    if ((first < 0x20 && first != '\n') || first == 0x7f) return "a control character is shown";
    std::size_t size = length(first);
    if (size == 0 || size > text.size()) return "bytes that are no UTF-8 are shown";
    for (std::size_t i = 1; i < size; ++i)
      if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80)
        return "bytes that are no UTF-8 are shown";
    if (first == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0)
      return "a control character is shown";
    text.remove_prefix(size);
  }
  return "";
}

}  // namespace epcheck::fuzz
