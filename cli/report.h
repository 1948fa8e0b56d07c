// SPDX-License-Identifier: MIT
// A report for machines, in one of several formats, that grows with each case. text() is at any
// time a whole, valid file that also says whether all cases were run, so that a run that is killed
// leaves reports that can be read and are not taken for those of a whole run. The same findings
// give the same bytes, but for the times in them. All text that came from files is escaped.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/finding.h"

namespace epcheck::cli {

enum class ReportFormat {
  json,    // everything; docs/report.schema.json
  junit,   // a test case for each case, for Jenkins, GitLab and others
  sarif,   // SARIF 2.1.0: a result for each difference, with the way to it of each thread
  tap,     // TAP 14
  github,  // workflow commands, which GitHub shows beside the lines of the scenario
};

/// "json" first.
std::vector<std::string> report_format_names();
/// REQUIRES: `name` is one of them.
ReportFormat report_format_named(std::string_view name);

class Report {
 public:
  virtual ~Report() = default;
  /// The next of the cases, in their order.
  virtual void add(const Finding& finding) = 0;
  /// The whole file, ending with a newline; `finished`: no case was or will be left out.
  virtual std::string text(bool finished) const = 0;
};

/// What a report is about, known before anything is run.
struct Planned {
  std::span<const Case> cases;  // must live as long as the report
  std::string started;          // UTC, "2026-01-31T12:00:00"
};

std::unique_ptr<Report> make_report(ReportFormat format, const Planned& planned);

std::unique_ptr<Report> make_json_report(const Planned& planned);
std::unique_ptr<Report> make_junit_report(const Planned& planned);
std::unique_ptr<Report> make_sarif_report(const Planned& planned);
std::unique_ptr<Report> make_tap_report(const Planned& planned);
std::unique_ptr<Report> make_github_report(const Planned& planned);

/// "exclusive-et-one v7.1 sc": what tells a case from the others.
std::string full_name(const Case& of);

/// Why the finding is not as expected, one sentence a line; "" if it is. Printable.
std::string complaint(const Finding& finding);

/// The same, and the commands that run the violations again that are not expected, one a line.
std::string complaint_and_replays(const Finding& finding);

/// The traces of the violations that are not expected, as text, each with the command that runs it
/// again, one after the other.
std::string unexpected_traces(const Finding& finding);

/// The command that runs finding.failures[i] again, "" if there is none. Printable.
std::string replay_of(const Finding& finding, std::size_t i);

}  // namespace epcheck::cli
