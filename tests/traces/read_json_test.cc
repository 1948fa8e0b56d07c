// SPDX-License-Identifier: MIT
#include "traces/read_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/traces/example.h"
#include "traces/json.h"

namespace epcheck {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::StartsWith;

/// A trace with something in each field.
Trace full_trace() {
  Trace trace = exclusive_et_one();
  TraceStep& step = trace.steps[4];
  step.value_name = "&ep0.rdllist";
  step.written_name = "-1";
  step.behind = 2;
  step.holds = {"ep0.mtx", "ep0.lock"};
  step.changes = {{"ep0.rdllist", "lst"}, {"W0", "runs"}};
  trace.violation.thread = 1;
  trace.origin = {.epcheck = "0.1.0",
                  .file = "exclusive.yaml",
                  .text = "epcheck: 1\n",
                  .hash = hash_of("epcheck: 1\n"),
                  .search = "states",
                  .max_preemptions = 2,
                  .learned = "[]"};
  trace.passing_search = PassingSearch::nearest;
  trace.passing = TracePassing{.decision = 3,
                               .schedule = trace.schedule,
                               .threads = trace.threads,
                               .steps = trace.steps,
                               .final_state = {"W0 sleeps"}};
  return trace;
}

TEST(ReadJson, GivesBackWhatWasWritten) {
  std::string text = write_json(full_trace());
  auto trace = read_json("trace.json", text);
  ASSERT_TRUE(trace) << trace.error();
  EXPECT_EQ(write_json(*trace), text);
}

TEST(ReadJson, GivesBackATraceWithoutOrigin) {
  std::string text = write_json(exclusive_et_one());
  auto trace = read_json("trace.json", text);
  ASSERT_TRUE(trace) << trace.error();
  EXPECT_EQ(write_json(*trace), text);
}

// Each key was once compared with all before it.
TEST(ReadJson, ManyKeysInOneObjectDoNotTakeForEver) {
  std::string text = "{";
  for (unsigned i = 0; i < 500'000; ++i) text += "\"" + std::to_string(i) + "\":0,";
  EXPECT_THAT(read_json("trace.json", text + "\"7\":0}").error(),
              HasSubstr("the key `7` stands here twice"));
}

/// What is said to the trace after `change`.
template <class F>
std::string error_after(F change) {
  ordered_json json = ordered_json::parse(write_json(full_trace()));
  change(json);
  auto trace = read_json("trace.json", json.dump(1));
  return trace ? "no error" : trace.error();
}

TEST(ReadJson, IgnoresWhatItDoesNotKnow) {
  EXPECT_EQ(error_after([](ordered_json& json) { json["colour"] = {{"red", 1}}; }), "no error");
}

TEST(ReadJson, RefusesANewerVersionByName) {
  EXPECT_THAT(error_after([](ordered_json& json) { json["version"] = 2; }),
              HasSubstr("trace.json:3:13: error: this is version 2 of the format; this epcheck "
                        "reads version 1: use a newer epcheck\n     \"version\": 2,\n"));
}

TEST(ReadJson, RefusesAnOlderVersionByName) {
  EXPECT_THAT(error_after([](ordered_json& json) { json["version"] = 0; }),
              HasSubstr("this is version 0 of the format"));
}

TEST(ReadJson, RefusesAnotherFormatByName) {
  EXPECT_THAT(error_after([](ordered_json& json) { json["format"] = "itf"; }),
              HasSubstr("the format is `itf`, not `epcheck-trace`"));
}

TEST(ReadJson, NamesAFieldThatIsMissing) {
  EXPECT_THAT(error_after([](ordered_json& json) { json.erase("kernel"); }),
              StartsWith("trace.json:1:1: error: the field `kernel` is missing\n"));
}

TEST(ReadJson, NamesAFieldOfAnotherType) {
  EXPECT_THAT(error_after([](ordered_json& json) { json["steps"][0]["object"] = 7; }),
              HasSubstr("error: `object`: expected a string, this is a number\n"));
  EXPECT_THAT(error_after([](ordered_json& json) { json["states"] = -7; }),
              HasSubstr("error: `states`: expected a whole number that is not negative\n"));
}

TEST(ReadJson, RefusesThreadsThatAreNotThere) {
  EXPECT_THAT(error_after([](ordered_json& json) { json["steps"][0]["thread"] = 9; }),
              HasSubstr("there is no thread 9\n"));
  EXPECT_THAT(error_after([](ordered_json& json) { json["threads"][1]["id"] = 0; }),
              HasSubstr("two threads have the id 0\n"));
}

TEST(ReadJson, RefusesPlacesBeyondTheEnd) {
  EXPECT_THAT(error_after([](ordered_json& json) { json["violation"]["step"] = 1000; }),
              HasSubstr("beyond the end"));
  EXPECT_THAT(error_after([](ordered_json& json) { json["steps"][3]["reads_from"] = 3; }),
              HasSubstr("a step reads from an earlier one only"));
  EXPECT_THAT(error_after([](ordered_json& json) { json["passing"]["decision"] = 1000; }),
              HasSubstr("beyond the end"));
}

TEST(ReadJson, RefusesAnotherScenarioThanTheOneChecked) {
  EXPECT_THAT(error_after([](ordered_json& json) { json["origin"]["text"] = "epcheck: 1 \n"; }),
              HasSubstr("its hash differs"));
}

/// What is said to a file.
std::string error_of(const std::string& text) {
  auto trace = read_json("trace.json", text);
  return trace ? "no error" : trace.error();
}

TEST(ReadJson, RefusesAFileThatIsCutOff) {
  std::string text = write_json(exclusive_et_one());
  for (std::size_t size = 0; size + 2 < text.size(); size += 37)
    EXPECT_THAT(error_of(text.substr(0, size)), HasSubstr("error: this is no JSON: ")) << size;
}

TEST(ReadJson, RefusesWhatIsNoTrace) {
  EXPECT_THAT(error_of("[1, 2]"), StartsWith("trace.json:1:1: error: a trace: expected an object"));
  EXPECT_THAT(error_of("epcheck: 1\n"), StartsWith("trace.json:1:1: error: this is no JSON"));
}

TEST(ReadJson, RefusesAKeyThatStandsTwice) {
  EXPECT_EQ(error_of("{\"version\": 1,\n \"version\": 2}"),
            "trace.json:2:2: error: the key `version` stands here twice\n"
            "     \"version\": 2}\n"
            "     ^\n");
}

TEST(ReadJson, RefusesDeepNesting) {
  EXPECT_THAT(error_of(std::string(100'000, '[')), HasSubstr("nested too deeply"));
}

// The terminal is not to be steered by a file.
TEST(ReadJson, QuotesAreHarmless) {
  EXPECT_EQ(error_of("{\"format\": \"\\u001b[2J\"}"),
            "trace.json:1:12: error: the format is `\\x1b[2J`, not `epcheck-trace`: this is no "
            "trace of epcheck\n"
            "    {\"format\": \"\\u001b[2J\"}\n"
            "               ^\n");
}

}  // namespace
}  // namespace epcheck
