// SPDX-License-Identifier: MIT
// The trace files: SCENARIO-VARIANT-PROPERTY.json, which `epcheck replay` reads, for each violated
// property, and with --trace-dir the other formats beside it. Names of two cases that would be the
// same are told apart by kernel, then by number.
#pragma once

#include <set>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "cli/finding.h"

namespace epcheck::cli {

class TraceFiles {
 public:
  /// For the directory `path`; it is made with the first file.
  TraceFiles(std::string path, bool all_formats)
      : path_(std::move(path)), all_formats_(all_formats) {}

  /// Writes the files of one failure. Returns the path of the .json, or what went wrong.
  tl::expected<std::string, std::string> write(const Case& of, const Trace& trace);

 private:
  std::string path_;
  bool all_formats_;
  std::set<std::string> used_;  // names without their endings
};

}  // namespace epcheck::cli
