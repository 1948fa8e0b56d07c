// SPDX-License-Identifier: MIT
#include "cli/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/judgement.h"
#include "traces/letters.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

struct Known {
  const char* name;
  ReportFormat format;
  std::unique_ptr<Report> (*make)(const Planned&);
};

constexpr Known kFormats[] = {{"json", ReportFormat::json, make_json_report},
                              {"junit", ReportFormat::junit, make_junit_report},
                              {"sarif", ReportFormat::sarif, make_sarif_report},
                              {"tap", ReportFormat::tap, make_tap_report},
                              {"github", ReportFormat::github, make_github_report}};

}  // namespace

std::vector<std::string> report_format_names() {
  std::vector<std::string> names;
  for (const Known& known : kFormats) names.push_back(known.name);
  return names;
}

ReportFormat report_format_named(std::string_view name) {
  return std::find_if(std::begin(kFormats), std::end(kFormats),
                      [&](const Known& known) { return known.name == name; })
      ->format;
}

std::unique_ptr<Report> make_report(ReportFormat format, const Planned& planned) {
  return std::find_if(std::begin(kFormats), std::end(kFormats),
                      [&](const Known& known) { return known.format == format; })
      ->make(planned);
}

std::string full_name(const Case& of) {
  return printable(fmt::format("{} {} {}", name(of), of.kernel, of.memory));
}

std::string complaint(const Finding& finding) {
  if (as_expected(finding)) return "";
  std::vector<std::string> sentences;
  for (const std::string& difference : finding.differences)
    sentences.push_back(printable(difference));
  if (!finding.note.empty()) sentences.push_back(printable(finding.note));
  if (sentences.empty()) sentences.push_back(verdict(finding));
  return fmt::format("{}", fmt::join(sentences, "\n"));
}

std::string complaint_and_replays(const Finding& finding) {
  std::string text = complaint(finding);
  for (std::size_t i = 0; i < finding.failures.size(); ++i)
    if (std::string replay = replay_of(finding, i);
        !replay.empty() && !is_expected(finding.of, finding.failures[i].property))
      text += "\n" + replay;
  return text;
}

std::string unexpected_traces(const Finding& finding) {
  std::string text;
  for (std::size_t i = 0; i < finding.failures.size(); ++i) {
    if (is_expected(finding.of, finding.failures[i].property)) continue;
    text += (text.empty() ? "" : "\n") + write_trace(finding.failures[i], Format::text);
    if (std::string replay = replay_of(finding, i); !replay.empty()) text += "\n" + replay + "\n";
  }
  return text;
}

std::string replay_of(const Finding& finding, std::size_t i) {
  return i < finding.replays.size() ? printable(finding.replays[i]) : "";
}

}  // namespace epcheck::cli
