// SPDX-License-Identifier: MIT
// {"version": 2, "epcheck": VERSION, "cases": N, "finished": BOOL, "results": [...]}, one result
// for each finding, in the order of the table. docs/cli.md and docs/report.schema.json list the
// fields. Fields are only ever added; what takes one away, or changes its meaning, makes a new
// version.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/judgement.h"
#include "cli/report.h"
#include "model/kernel_name.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

constexpr int kReportVersion = 2;

using Json = nlohmann::ordered_json;  // fields stay in the order in which they are written here

Json to_json(const Finding& finding, std::size_t failure) {
  const Trace& trace = finding.failures[failure];
  Json made = {{"property", trace.property},
               {"steps", trace.schedule.size()},
               {"preemptions", trace.preemptions},
               {"text", write_trace(trace, Format::text)}};
  if (failure < finding.files.size() && !finding.files[failure].empty())
    made["file"] = finding.files[failure];
  if (std::string replay = replay_of(finding, failure); !replay.empty()) made["replay"] = replay;
  return made;
}

Json to_json(const Finding& finding) {
  Json traces = Json::array();
  for (std::size_t i = 0; i < finding.failures.size(); ++i) traces.push_back(to_json(finding, i));
  Json made = {
      {"scenario", finding.of.scenario},    {"variant", finding.of.variant},
      {"kernel", finding.of.kernel},        {"memory", finding.of.memory},
      {"search", finding.search},           {"verdict", verdict(finding)},
      {"violated", finding.violated},       {"as_expected", as_expected(finding)},
      {"complete", finding.complete},       {"states", finding.states},
      {"transitions", finding.transitions}, {"seconds", std::round(finding.seconds * 1000) / 1000},
      {"peak_bytes", finding.peak_bytes},   {"traces", std::move(traces)}};
  if (std::string preset = in_presets(finding.of.kernel); !preset.empty()) made["preset"] = preset;
  return made;
}

/// Each result is turned into text once, however often the file is written.
class JsonReport : public Report {
 public:
  explicit JsonReport(std::size_t cases) : cases_(cases) {}

  void add(const Finding& finding) override {
    results_ += results_.empty() ? "\n    " : ",\n    ";
    for (char c : to_json(finding).dump(2, ' ', false, Json::error_handler_t::replace))
      results_ += c == '\n' ? std::string("\n    ") : std::string(1, c);
  }

  std::string text(bool finished) const override {
    return fmt::format(
        "{{\n  \"version\": {},\n  \"epcheck\": \"{}\",\n  \"cases\": {},\n  \"finished\": {},\n"
        "  \"results\": [{}{}]\n}}\n",
        kReportVersion, EPCHECK_VERSION, cases_, finished, results_,
        results_.empty() ? "" : "\n  ");
  }

 private:
  std::size_t cases_;
  std::string results_;
};

}  // namespace

std::unique_ptr<Report> make_json_report(const Planned& planned) {
  return std::make_unique<JsonReport>(planned.cases.size());
}

}  // namespace epcheck::cli
