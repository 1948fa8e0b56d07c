// SPDX-License-Identifier: MIT
// The line that shows on a terminal how far the search of a case is. It is written to stderr over
// and over again, and gone when the case is known.
#pragma once

#include <string>

#include "checker/check.h"

namespace epcheck::cli {

/// Such as "  data-split: 1,234,567 states, 812,345 transitions/s, depth 87, 12 s", without a
/// newline; not longer than `width`.
std::string progress_text(const std::string& name, const Statistics& so_far, std::size_t width);

class ProgressLine {
 public:
  /// Shows nothing unless stderr is a terminal.
  ProgressLine();
  void show(const std::string& name, const Statistics& so_far);
  void clear();

 private:
  bool on_;
  bool shown_ = false;
};

}  // namespace epcheck::cli
