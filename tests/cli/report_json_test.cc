// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/report.h"
#include "tests/cli/findings.h"
#include "traces/write.h"

namespace epcheck::cli {
namespace {

using nlohmann::json;

json report(std::vector<Finding> findings) {
  std::vector<Case> cases;
  for (const Finding& finding : findings) cases.push_back(finding.of);
  auto made = make_json_report({cases, ""});
  for (const Finding& finding : findings) made->add(finding);
  return json::parse(made->text(true));
}

TEST(ReportJson, HasEveryField) {
  Finding finding = found("lt", {"herd"});
  Trace trace;
  trace.property = "herd";
  trace.preemptions = 2;
  trace.schedule = {{0, 0}, {1, 0}};
  finding.failures = {trace};
  finding.files = {"t/pair-lt-herd.json"};
  finding.replays = {"epcheck replay t/pair-lt-herd.json"};
  json result = report({finding});
  json& written = result["results"][0]["traces"][0];
  EXPECT_EQ(written["text"], write_trace(trace, Format::text));
  written.erase("text");
  EXPECT_EQ(
      result,
      json::parse(R"({"version": 2, "epcheck": "0.1.0", "cases": 1, "finished": true, "results": [{
    "scenario": "pair", "variant": "lt", "kernel": "v7.1", "memory": "sc", "search": "states",
    "verdict": "violated", "violated": ["herd"], "as_expected": true, "complete": true,
    "states": 12, "transitions": 34, "seconds": 0.25, "peak_bytes": 4096,
    "traces": [{"property": "herd", "steps": 2, "preemptions": 2, "file": "t/pair-lt-herd.json",
      "replay": "epcheck replay t/pair-lt-herd.json"}]}]})"));
}

TEST(ReportJson, ABoundedSearchIsNotComplete) {
  json result = report({bounded(found("lt", {}))})["results"][0];
  EXPECT_EQ(result["verdict"], "incomplete");
  EXPECT_EQ(result["complete"], false);
  EXPECT_EQ(result["as_expected"], false);
}

TEST(ReportJson, ResultsStandInTheOrderOfTheTable) {
  json results = report({found("b", {}), found("a", {})})["results"];
  EXPECT_EQ(results[0]["variant"], "b");
  EXPECT_EQ(results[1]["variant"], "a");
}

}  // namespace
}  // namespace epcheck::cli
