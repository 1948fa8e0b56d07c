// SPDX-License-Identifier: MIT
// Where a word stands in a scenario file. Every part of a Scenario and every diagnostic carries
// one. Lines and columns count from 1; a column counts characters, not bytes.
#pragma once

#include <tuple>

namespace epcheck::scenario {

struct Where {
  unsigned line = 0;  // 0: nowhere in particular, such as a file that cannot be read
  unsigned column = 0;
  unsigned length = 0;  // characters, at least 1 where line is not 0; never beyond the line's end

  friend bool operator==(const Where&, const Where&) = default;
  friend bool operator<(const Where& a, const Where& b) {
    return std::tie(a.line, a.column, a.length) < std::tie(b.line, b.column, b.length);
  }
};

}  // namespace epcheck::scenario
