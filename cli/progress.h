// SPDX-License-Identifier: MIT
// The line that shows on a terminal how far the search of a case is. It is written to stderr over
// and over again, and gone when the case is known.
#pragma once

#include <string>

#include "checker/check.h"

namespace epcheck::cli {

/// Such as "  data-split: 1,234,567 states, 812,345 transitions/s, depth 87, 64 MB, 12 s", without
/// a newline; not longer than `width`.
std::string progress_text(const std::string& name, const Statistics& so_far, std::size_t width);

class ProgressLine {
 public:
  /// One line that changes on a terminal; elsewhere a line for each minute of a search.
  ProgressLine();
  void show(const std::string& name, const Statistics& so_far);
  /// Takes the line away; what is shown next is of another search.
  void clear();

 private:
  bool terminal_;
  double next_;  // seconds of the search at which the next plain line is due
  bool shown_ = false;
};

}  // namespace epcheck::cli
