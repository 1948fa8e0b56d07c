// SPDX-License-Identifier: MIT
// The files of --report while cases are run. Each is written before the first case, and again after
// each (if it is large, at most once a second): at any time it is whole, whatever ends the run.
// What is no regular file (a pipe, "-" for stdout) is written once, at the end. Errors are one-line
// messages, "" if there is none.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "cli/options.h"
#include "cli/report.h"

namespace epcheck::cli {

class ReportFiles {
 public:
  ReportFiles(const std::vector<ReportTarget>& targets, const Planned& planned);

  bool has(ReportFormat format) const;
  /// Writes reports of nothing: whether they can be written is known before a long search.
  std::string begin();
  std::string add(const Finding& finding);
  /// `finished`: all cases were run. Reports for "-" go to `out`.
  std::string end(bool finished, std::ostream& out);

 private:
  struct File {
    ReportTarget target;
    bool rewritable;
    std::unique_ptr<Report> report;
    std::optional<std::chrono::steady_clock::time_point> written_large = {};
  };
  static std::string write(File& file, bool finished);

  std::vector<File> files_;
};

}  // namespace epcheck::cli
