// SPDX-License-Identifier: MIT
// The table that the command prints: a line for each variant, written as soon as it is known.
// Columns are sized by what is expected, and for any one property to fail; only the line of a
// variant in which more fails than that stands out of line.
#pragma once

#include <span>
#include <string>

#include "cli/finding.h"

namespace epcheck::cli {

class Table {
 public:
  /// For lines about `cases`. `colour`: use ANSI colours.
  Table(std::span<const Case> cases, bool colour);

  /// The line of column titles, and the line of a finding followed by what differs and its note,
  /// indented; each line ends with a newline.
  std::string head() const;
  std::string row(const Finding& finding) const;

 private:
  std::string line(const std::string& name, const std::string& kernel, const std::string& memory,
                   const std::string& verdict, const std::string& expected, const char* colour,
                   const std::string& states, const std::string& transitions,
                   const std::string& seconds) const;

  std::size_t name_ = 0, kernel_ = 0, memory_ = 0, verdict_ = 0;  // widths
  bool colour_;
};

/// The last line, such as "6 variants, all as expected".
std::string summary(std::span<const Finding> findings);

}  // namespace epcheck::cli
