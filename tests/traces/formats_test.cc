// SPDX-License-Identifier: MIT
// What the formats for other programs promise to these.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/traces/example.h"
#include "traces/write.h"

namespace epcheck {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

struct ShiVizEvent {
  std::string host;
  std::map<std::string, std::size_t> clock;
  std::string text;
};

std::vector<ShiVizEvent> shiviz(const Trace& trace) {
  std::istringstream log(write_trace(trace, Format::shiviz));
  std::vector<ShiVizEvent> events;
  for (std::string head, text; std::getline(log, head) && std::getline(log, text);) {
    std::size_t space = head.find(' ');
    events.push_back({head.substr(0, space), json::parse(head.substr(space + 1)), text});
  }
  return events;
}

// ShiViz refuses a log in which a host skips a number, or knows of events that are not there.
TEST(ShiViz, EachHostCountsItsOwnEvents) {
  std::map<std::string, std::size_t> seen;
  for (const ShiVizEvent& event : shiviz(exclusive_et_one())) {
    EXPECT_EQ(event.clock.at(event.host), seen[event.host] + 1);
    ++seen[event.host];
    for (const auto& [host, count] : event.clock) EXPECT_LE(count, seen[host]);
  }
  EXPECT_EQ(seen.size(), 3u);
}

TEST(ShiViz, WhoReadsComesAfterWhoWrote) {
  Story story;
  unsigned a = story.thread("A"), b = story.thread("B");
  story.store(a, "x", 1).load(b, "x", 1);
  auto events = shiviz(story.ends_in("herd", ""));
  EXPECT_EQ(events.at(1).clock, (std::map<std::string, std::size_t>{{"A", 1}, {"B", 1}}));
}

TEST(ShiViz, WhoIsWokenComesAfterWhoWakes) {
  Story story;
  unsigned a = story.thread("A"), b = story.thread("B");
  story.note(a, "wake", "wakes B", {b}).note(b, "return", "runs");
  auto events = shiviz(story.ends_in("herd", ""));
  EXPECT_EQ(events.at(1).clock.at("A"), 1u);
}

TEST(ShiViz, ThreadsOfOneNameAreTwoHosts) {
  Story story;
  unsigned a = story.thread("A b"), b = story.thread("A b");
  story.note(a, "call", "one").note(b, "call", "two");
  auto events = shiviz(story.ends_in("herd", ""));
  EXPECT_EQ(events.at(0).host, "A_b");
  EXPECT_EQ(events.at(1).host, "A_b#1");
}

TEST(Perfetto, SlicesOfAThreadLieInsideOfEachOtherOrApart) {
  json trace = json::parse(write_trace(exclusive_et_one(), Format::perfetto));
  std::map<int, std::vector<std::pair<int, int>>> open;
  int slices = 0;
  for (const json& event : trace["traceEvents"]) {
    if (event["ph"] != "X") continue;
    ++slices;
    int begin = event["ts"], end = begin + event["dur"].get<int>();
    auto& outer = open[event["tid"]];
    while (!outer.empty() && outer.back().second <= begin) outer.pop_back();
    if (!outer.empty()) {
      EXPECT_LE(end, outer.back().second) << event;
    }
    outer.push_back({begin, end});
  }
  EXPECT_GT(slices, 20);
}

TEST(Perfetto, EachWakeUpIsAnArrowWithTwoEnds) {
  json trace = json::parse(write_trace(exclusive_et_one(), Format::perfetto));
  std::multiset<int> begins, ends;
  for (const json& event : trace["traceEvents"]) {
    if (event["ph"] == "s") begins.insert(event["id"].get<int>());
    if (event["ph"] == "f") ends.insert(event["id"].get<int>());
  }
  EXPECT_EQ(begins.size(), 2u);
  EXPECT_EQ(begins, ends);
}

// A name must not end its line, nor become an entity or a tag.
TEST(Mermaid, NamesAreCharactersOnly) {
  Story story;
  unsigned w = story.thread("W; end");
  story.note(w, "call", "<img src=x>; #quot; %%{init}%%");
  std::string text = write_trace(story.ends_in("herd", ""), Format::mermaid);
  EXPECT_THAT(text, HasSubstr("participant p0 as W#59; end\n"));
  EXPECT_THAT(text, HasSubstr("#60;img src=x#62;#59; #35;quot#59;"));
  EXPECT_THAT(text, Not(HasSubstr("%%{")));
}

TEST(Formats, EachHasANameAndAnEndingOfItsOwn) {
  std::set<std::string> names;
  for (const std::string& name : format_names()) {
    ASSERT_TRUE(format_named(name)) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_THAT(write_trace(exclusive_et_one(), *format_named(name)), testing::EndsWith("\n"));
  }
  EXPECT_EQ(names.size(), 9u);
}

}  // namespace
}  // namespace epcheck
