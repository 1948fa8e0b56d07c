// SPDX-License-Identifier: MIT
#include "cli/report_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/judgement.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

using Json = nlohmann::ordered_json;  // fields stay in the order in which they are written here

Json to_json(const Trace& trace) {
  return {{"property", trace.property},
          {"steps", trace.schedule.size()},
          {"preemptions", trace.preemptions},
          {"text", write_trace(trace, Format::text)},
          {"dot", write_trace(trace, Format::dot)},
          {"svg", write_trace(trace, Format::svg)},
          {"json", Json::parse(write_trace(trace, Format::json))}};
}

Json to_json(const Finding& finding) {
  Json traces = Json::array();
  for (const Trace& trace : finding.failures) traces.push_back(to_json(trace));
  return {
      {"scenario", finding.of.scenario},    {"variant", finding.of.variant},
      {"kernel", finding.of.kernel},        {"memory", finding.of.memory},
      {"search", finding.search},           {"verdict", verdict(finding)},
      {"violated", finding.violated},       {"as_expected", as_expected(finding)},
      {"complete", finding.complete},       {"states", finding.states},
      {"transitions", finding.transitions}, {"seconds", std::round(finding.seconds * 1000) / 1000},
      {"peak_bytes", finding.peak_bytes},   {"traces", std::move(traces)}};
}

}  // namespace

std::string report_json(std::span<const Finding> findings) {
  Json results = Json::array();
  for (const Finding& finding : findings) results.push_back(to_json(finding));
  return Json{{"results", std::move(results)}}.dump(2) + "\n";
}

}  // namespace epcheck::cli
