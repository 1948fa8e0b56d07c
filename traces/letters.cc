// SPDX-License-Identifier: MIT
#include "traces/letters.h"

#include <fmt/format.h>

#include <algorithm>

namespace epcheck {
namespace {

constexpr char32_t kInvalid = 0xffffffff;

struct Letter {
  char32_t code;
  std::string_view bytes;
};

// The first letter of `text`, which is not empty. Overlong forms and surrogates are invalid.
Letter first_letter(std::string_view text) {
  unsigned char head = text[0];
  if (head < 0x80) return {head, text.substr(0, 1)};
  std::size_t length = head >= 0xf0 ? 4 : head >= 0xe0 ? 3 : 2;
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  Letter invalid{kInvalid, text.substr(0, 1)};
  if (head < 0xc2 || head > 0xf4 || text.size() < length) return invalid;
  char32_t code = head & (0xff >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    unsigned char next = text[i];
    if ((next & 0xc0) != 0x80) return invalid;
    code = code << 6 | (next & 0x3f);
  }
  if (code < kSmallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    return invalid;
  return {code, text.substr(0, length)};
}

bool is_between(char32_t code, char32_t first, char32_t last) {
  return code >= first && code <= last;
}

bool hides(char32_t code) {
  return code < 0x20 || is_between(code, 0x7f, 0x9f) ||  // controls
         code == 0xad || code == 0x61c || code == 0xfeff ||
         is_between(code, 0x200b, 0x200f) ||  // zero width, direction marks
         is_between(code, 0x2028, 0x202e) ||  // line ends, direction overrides
         is_between(code, 0x2060, 0x206f) || is_between(code, 0xe0000, 0xe0fff);
}

std::size_t columns_of(char32_t code) {
  bool wide = is_between(code, 0x1100, 0x115f) || is_between(code, 0x2e80, 0xa4cf) ||
              is_between(code, 0xac00, 0xd7a3) || is_between(code, 0xf900, 0xfaff) ||
              is_between(code, 0xfe30, 0xfe6f) || is_between(code, 0xff00, 0xff60) ||
              is_between(code, 0xffe0, 0xffe6) || is_between(code, 0x1f300, 0x1faff) ||
              is_between(code, 0x20000, 0x3fffd);
  return wide ? 2 : 1;
}

// How many bytes of `word`, which is longer, go into `columns`: up to the last punctuation if that
// uses half of them, else all that fit.
std::size_t fitting(std::string_view word, std::size_t columns) {
  std::size_t bytes = 0;
  for (std::size_t used = 0; bytes < word.size();) {
    Letter letter = first_letter(word.substr(bytes));
    used += columns_of(letter.code);
    if (used > columns) break;
    bytes += letter.bytes.size();
  }
  std::size_t mark = word.substr(0, bytes).find_last_of("(,.:;=/_-");
  return mark != word.npos && mark + 1 > bytes / 2 ? mark + 1 : bytes;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    Letter letter = first_letter(text);
    if (letter.code == kInvalid || (letter.code < 0x80 && hides(letter.code)))
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(letter.bytes[0]));
    else if (hides(letter.code))
      result += fmt::format("\\u{{{:04x}}}", static_cast<unsigned>(letter.code));
    else
      result += letter.bytes;
    text.remove_prefix(letter.bytes.size());
  }
  return result;
}

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    Letter letter = first_letter(text);
    columns += columns_of(letter.code);
    text.remove_prefix(letter.bytes.size());
  }
  return columns;
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns, std::size_t indent) {
  std::vector<std::string> lines;
  std::string line;
  std::string margin;  // of the line being filled
  auto end_line = [&] {
    lines.push_back(std::move(line));
    margin = std::string(std::min(indent, columns / 2), ' ');
    line = margin;
  };
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) break;
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    std::size_t space = line.size() > margin.size() ? 1 : 0;
    if (space != 0 && width(line) + space + width(word) > columns) {
      end_line();
      space = 0;
    }
    line.append(space, ' ');
    while (width(line) + width(word) > columns) {
      std::size_t bytes = fitting(word, columns - width(line));
      line += word.substr(0, bytes);
      word.remove_prefix(bytes);
      end_line();
    }
    line += word;
  }
  if (line.size() > margin.size() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(' '));
    longest = std::max(longest, width(word));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return longest;
}

std::string join(const std::vector<std::string>& items, std::string_view separator) {
  return fmt::format("{}", fmt::join(items, separator));
}

}  // namespace epcheck
