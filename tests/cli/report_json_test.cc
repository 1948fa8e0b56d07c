// SPDX-License-Identifier: MIT
#include "cli/report_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/findings.h"

namespace epcheck::cli {
namespace {

using nlohmann::json;

json report(std::vector<Finding> findings) { return json::parse(report_json(findings)); }

TEST(ReportJson, HasEveryField) {
  Finding finding = found("lt", {"herd"});
  finding.failures = {{"herd", 14, 2, "text\n", "digraph {}\n", "<svg/>\n", "{\"version\": 1}\n"}};
  EXPECT_EQ(report({finding}), json::parse(R"({"results": [{
    "scenario": "pair", "variant": "lt", "kernel": "v7.1", "memory": "sc", "search": "states",
    "verdict": "violated", "violated": ["herd"], "as_expected": true, "complete": true,
    "states": 12, "transitions": 34, "seconds": 0.25, "peak_bytes": 4096,
    "traces": [{"property": "herd", "steps": 14, "preemptions": 2, "text": "text\n",
                "dot": "digraph {}\n", "svg": "<svg/>\n", "json": {"version": 1}}]}]})"));
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
