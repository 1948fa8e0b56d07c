// SPDX-License-Identifier: MIT
#include "scenarios/loader/text_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/loader/yaml.h"

namespace epcheck::scenario {

namespace {

/// Length of the well-formed UTF-8 character at `text[at]`, or 0.
unsigned character_length(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  unsigned first = byte(at);
  if (first < 0x80) return 1;
  unsigned length = first >= 0xC2 && first < 0xE0   ? 2
                    : first >= 0xE0 && first < 0xF0 ? 3
                    : first >= 0xF0 && first < 0xF5 ? 4
                                                    : 0;
  unsigned code = first & (0x7Fu >> length);
  for (unsigned i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
    code = code << 6 | (byte(at + i) & 0x3F);
  }
  constexpr unsigned kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest[length] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return 0;
  return length;
}

/// Control characters, and those that turn the direction of writing or take no room.
bool hidden(std::string_view character) {
  if (character.size() == 1)
    return static_cast<unsigned char>(character[0]) < 0x20 || character[0] == 0x7F;
  return (character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0) ||
         (character >= "\u200B" && character <= "\u200F") ||
         (character >= "\u202A" && character <= "\u202E") ||
         (character >= "\u2066" && character <= "\u2069") || character == "\uFEFF";
}

}  // namespace

bool check_text(const Source& source, Errors& errors) {
  std::string_view text = source.text();
  if (text.size() > kMaxBytes) {
    errors.add_whole(
        fmt::format("the file has {} bytes; a scenario has at most {}", text.size(), kMaxBytes));
    return false;
  }
  for (std::size_t i = 0; i < text.size();) {
    unsigned length = character_length(text, i);
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (length == 0) {
      errors.add({i, i + 1}, fmt::format("byte 0x{:02X} is not valid UTF-8", c),
                 "save the file as UTF-8");
      return false;
    }
    if (c == '\t') {
      errors.add({i, i + 1}, "a tab; indent and separate with spaces");
    } else if ((c < 0x20 && c != '\n' && c != '\r') || c == 0x7F) {
      errors.add({i, i + 1}, fmt::format("control character 0x{:02X}", c), "remove it");
    } else if (length == 3 && text.substr(i, 3) == "\xEF\xBB\xBF") {
      errors.add({i, i + 3}, "a byte order mark; save the file as UTF-8 without one");
    }
    i += length;
  }
  return errors.empty();
}

std::vector<std::string> printable(std::string_view line) {
  std::vector<std::string> characters;
  for (std::size_t i = 0; i < line.size();) {
    unsigned length = character_length(line, i);
    std::string_view character = line.substr(i, std::max(length, 1u));
    if (character == "\t")
      characters.emplace_back(" ");
    else if (length == 0 || hidden(character))
      characters.emplace_back("?");
    else
      characters.emplace_back(character);
    i += character.size();
  }
  return characters;
}

std::string shorten(std::string_view text) {
  constexpr std::size_t kLimit = 40;
  std::string result;
  std::size_t shown = 0;
  std::string_view line = text.substr(0, text.find('\n'));
  for (const std::string& character : printable(line)) {
    if (++shown > kLimit) return result + "...";
    result += character;
  }
  return line.size() < text.size() ? result + "..." : result;
}

}  // namespace epcheck::scenario
