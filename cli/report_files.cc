// SPDX-License-Identifier: MIT
#include "cli/report_files.h"

#include <algorithm>

#include "cli/files.h"

namespace epcheck::cli {
namespace {

using Clock = std::chrono::steady_clock;

/// A report of more bytes is not written again before the pause is over: writing must not take
/// longer than searching.
constexpr std::size_t kLarge = 4 << 20;
constexpr std::chrono::seconds kPause{1};

}  // namespace

ReportFiles::ReportFiles(const std::vector<ReportTarget>& targets, const Planned& planned) {
  for (const ReportTarget& target : targets)
    files_.push_back({target, target.file != "-" && is_replaced(target.file),
                      make_report(target.format, planned)});
}

bool ReportFiles::has(ReportFormat format) const {
  return std::any_of(files_.begin(), files_.end(),
                     [&](const File& file) { return file.target.format == format; });
}

std::string ReportFiles::begin() {
  for (File& file : files_) {
    if (file.target.file == "-") continue;
    std::string wrong = file.rewritable ? write(file, false) : why_unwritable(file.target.file);
    if (!wrong.empty()) return wrong;
  }
  return "";
}

std::string ReportFiles::add(const Finding& finding) {
  for (File& file : files_) {
    file.report->add(finding);
    bool recent = file.written_large && Clock::now() - *file.written_large < kPause;
    if (!file.rewritable || recent) continue;
    if (std::string wrong = write(file, false); !wrong.empty()) return wrong;
  }
  return "";
}

std::string ReportFiles::end(bool finished, std::ostream& out) {
  out.flush();  // a report may go to /dev/stdout
  for (File& file : files_) {
    if (file.target.file == "-")
      out << file.report->text(finished);
    else if (std::string wrong = write(file, finished); !wrong.empty())
      return wrong;
  }
  return "";
}

std::string ReportFiles::write(File& file, bool finished) {
  std::string text = file.report->text(finished);
  std::string wrong = write_file(file.target.file, text);
  if (text.size() > kLarge) file.written_large = Clock::now();
  return wrong;
}

}  // namespace epcheck::cli
