// SPDX-License-Identifier: MIT
// The text of one scenario file, and how byte offsets in it become lines and columns. Immutable.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/loader/where.h"

namespace epcheck::scenario {

/// Bytes [begin, end) of a Source.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

class Source {
 public:
  Source(std::string name, std::string text);

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }

  /// A span that runs over several lines is cut at the end of its first.
  Where where(Span span) const;
  /// Line `number`, counted from 1, without its line end; "" beyond the last.
  std::string_view line(unsigned number) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<std::size_t> starts_;  // of each line
};

}  // namespace epcheck::scenario
