// SPDX-License-Identifier: MIT
// The files of --trace-dir: SCENARIO-VARIANT-PROPERTY.txt, .json, .dot and .svg for each violated
// property. Names of two cases that would be the same are told apart by kernel, then by number.
#pragma once

#include <set>
#include <string>

#include "cli/finding.h"

namespace epcheck::cli {

class TraceFiles {
 public:
  /// For the directory `path`, which exists.
  explicit TraceFiles(std::string path) : path_(std::move(path)) {}

  /// Writes all failures of `finding`. Returns what went wrong, "" if nothing.
  std::string write(const Finding& finding);

 private:
  std::string path_;
  std::set<std::string> used_;  // names without their endings
};

}  // namespace epcheck::cli
