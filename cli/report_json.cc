// SPDX-License-Identifier: MIT
// {"epcheck": VERSION, "cases": N, "finished": BOOL, "results": [...]}, one result for each
// finding, in the order of the table. docs/cli.md and docs/report.schema.json list the fields.
// Fields are only ever added.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/judgement.h"
#include "cli/report.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

using Json = nlohmann::ordered_json;  // fields stay in the order in which they are written here

Json to_json(const Trace& trace, const std::string& replay) {
  Json made = {{"property", trace.property},
               {"steps", trace.schedule.size()},
               {"preemptions", trace.preemptions},
               {"text", write_trace(trace, Format::text)},
               {"dot", write_trace(trace, Format::dot)},
               {"svg", write_trace(trace, Format::svg)},
               {"json", Json::parse(write_trace(trace, Format::json))}};
  if (!replay.empty()) made["replay"] = replay;
  return made;
}

Json to_json(const Finding& finding) {
  Json traces = Json::array();
  for (std::size_t i = 0; i < finding.failures.size(); ++i)
    traces.push_back(to_json(finding.failures[i], replay_of(finding, i)));
  return {
      {"scenario", finding.of.scenario},    {"variant", finding.of.variant},
      {"kernel", finding.of.kernel},        {"memory", finding.of.memory},
      {"search", finding.search},           {"verdict", verdict(finding)},
      {"violated", finding.violated},       {"as_expected", as_expected(finding)},
      {"complete", finding.complete},       {"states", finding.states},
      {"transitions", finding.transitions}, {"seconds", std::round(finding.seconds * 1000) / 1000},
      {"peak_bytes", finding.peak_bytes},   {"traces", std::move(traces)}};
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
        "{{\n  \"epcheck\": \"{}\",\n  \"cases\": {},\n  \"finished\": {},\n"
        "  \"results\": [{}{}]\n}}\n",
        EPCHECK_VERSION, cases_, finished, results_, results_.empty() ? "" : "\n  ");
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
