// SPDX-License-Identifier: MIT
#include "scenarios/loader/source.h"

#include <algorithm>

namespace epcheck::scenario {

namespace {

/// Counts characters of UTF-8; a stray byte counts as one.
unsigned characters(std::string_view bytes) {
  auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<unsigned>(std::count_if(bytes.begin(), bytes.end(), starts_character));
}

}  // namespace

Source::Source(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)) {
  starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') starts_.push_back(i + 1);
}

Where Source::where(Span span) const {
  std::size_t begin = std::min(span.begin, text_.size());
  auto after = std::upper_bound(starts_.begin(), starts_.end(), begin);
  std::size_t start = *(after - 1);
  Where where;
  where.line = static_cast<unsigned>(after - starts_.begin());
  std::string_view whole = line(where.line);
  std::size_t end = std::clamp(span.end, begin, start + std::max(begin - start, whole.size()));
  std::string_view bytes = text_;
  where.column = characters(bytes.substr(start, begin - start)) + 1;
  where.length = std::max(1u, characters(bytes.substr(begin, end - begin)));
  return where;
}

std::string_view Source::line(unsigned number) const {
  if (number == 0 || number > starts_.size()) return {};
  std::size_t start = starts_[number - 1];
  std::size_t end = number < starts_.size() ? starts_[number] - 1 : text_.size();
  if (end > start && text_[end - 1] == '\r') --end;
  return std::string_view(text_).substr(start, end - start);
}

}  // namespace epcheck::scenario
