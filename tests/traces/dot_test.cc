// SPDX-License-Identifier: MIT
#include "traces/dot.h"

#include <cgraph.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/traces/example.h"
#include "traces/svg.h"

namespace epcheck {
namespace {

using testing::HasSubstr;
using testing::Not;

using Graph = std::unique_ptr<Agraph_t, int (*)(Agraph_t*)>;

// Null if Graphviz cannot read it.
Graph parse(const std::string& dot) { return {agmemread(dot.c_str()), agclose}; }

int nodes(const Trace& trace) { return agnnodes(parse(write_dot(trace)).get()); }

int count(const std::string& text, const std::string& what) {
  int found = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
  return found;
}

Story talkative(unsigned threads, unsigned notes) {
  Story story;
  for (unsigned i = 0; i < threads; ++i) story.thread("W" + std::to_string(i));
  for (unsigned i = 0; i < notes; ++i) {
    unsigned thread = i * 7 % threads;
    const char* kinds[] = {"call", "state", "wake", "return", "sleep"};
    story.note(thread, kinds[i * i % 5], "note " + std::to_string(i), {(thread + 1) % threads});
  }
  return story;
}

TEST(Dot, HasAClusterForEachThread) {
  std::string dot = write_dot(talkative(9, 27).ends_in("herd", "9 threads woken"));
  EXPECT_EQ(count(dot, "subgraph cluster_"), 9);
}

TEST(Dot, FoldsFiveHundredSteps) {
  Trace trace = talkative(3, 500).ends_in("herd", "woken");
  EXPECT_LE(nodes(trace), 40);
  EXPECT_THAT(write_dot(trace), HasSubstr(" steps\\l"));
}

TEST(Dot, HasNoMoreThanFortyNodesForAnyNumberOfThreads) {
  EXPECT_LE(nodes(talkative(64, 640).breaks(63, "herd", "woken")), 40);
}

// What is told first and last stays: folding begins with what is neither wake-up nor sleep.
TEST(Dot, KeepsTheEnd) {
  Story story = talkative(3, 500);
  story.note(0, "return", "the last word");
  EXPECT_THAT(write_dot(story.ends_in("herd", "woken")), HasSubstr("the last word"));
}

TEST(Dot, DrawsAWakeUpToTheNextStepOfTheWoken) {
  Story story;
  unsigned a = story.thread("A"), b = story.thread("B");
  story.note(b, "sleep", "sleeps").note(a, "wake", "wakes B", {b}).note(b, "return", "runs");
  EXPECT_THAT(write_dot(story.ends_in("herd", "")), HasSubstr("step1 -> step2 [color=\"#cc0000\""));
}

// A herd is seen even if the schedule ends before the woken threads run.
TEST(Dot, DrawsAWakeUpOfAThreadThatNeverRuns) {
  Story story;
  unsigned a = story.thread("A"), b = story.thread("B");
  story.note(b, "sleep", "sleeps").note(a, "wake", "wakes B", {b});
  std::string dot = write_dot(story.breaks(a, "herd", ""));
  EXPECT_THAT(dot, HasSubstr("step2 [label=\"woken, has not run yet"));
  EXPECT_THAT(dot, HasSubstr("step1 -> step2 [color=\"#cc0000\""));
}

TEST(Dot, DrawsReadsOfWhatAnotherThreadWrote) {
  Story story;
  unsigned a = story.thread("A"), b = story.thread("B");
  story.store(a, "rdllist+8", 1).note(a, "call", "adds");
  story.load(b, "rdllist+8", 1).note(b, "return", "finds");
  EXPECT_THAT(write_dot(story.ends_in("herd", "")),
              testing::ContainsRegex("step0 -> step1 .*dashed.*xlabel=\"rdllist\""));
}

// What a thread reads of its own writes is no news.
TEST(Dot, DrawsNoReadsWithinAThread) {
  Story story;
  unsigned a = story.thread("A");
  story.store(a, "x", 1).note(a, "call", "writes").load(a, "x", 1).note(a, "call", "reads");
  EXPECT_THAT(write_dot(story.ends_in("herd", "")), Not(HasSubstr("xlabel")));
}

TEST(Dot, DoubleBoxesOneViolation) {
  EXPECT_EQ(count(write_dot(exclusive_et_one()), "peripheries=2"), 1);
  EXPECT_EQ(count(write_dot(talkative(2, 4).breaks(0, "herd", "")), "peripheries=2"), 1);
}

TEST(Dot, AcceptsAnyName) {
  Story story;
  unsigned odd = story.thread("\"<b>&amp;\\N\\\" \xff\n{|}");
  story.trace.scenario = "</td>\"&<";
  story.store(odd, "x\"\\", 1).note(odd, "call", "says \"<a> & b\\l\"");
  EXPECT_NE(parse(write_dot(story.ends_in("herd\"", "<&>"))), nullptr);
}

TEST(Svg, EscapesNames) {
  Story story;
  story.note(story.thread("W\"<b>&"), "call", "<script>");
  std::string svg = write_svg(story.ends_in("herd", ""));
  EXPECT_THAT(svg, HasSubstr("W&quot;&lt;b&gt;&amp;"));
  EXPECT_THAT(svg, Not(HasSubstr("<script>")));
}

// An entity in a name is shown as it is written.
TEST(Svg, ShowsEntitiesAsText) {
  Story story;
  story.note(story.thread("W0"), "call", "a&lt;b");
  EXPECT_THAT(write_svg(story.ends_in("herd", "")), HasSubstr("a&amp;lt;b"));
}

TEST(Svg, IsTheSameTwice) {
  Trace trace = talkative(9, 500).ends_in("herd", "woken");
  EXPECT_TRUE(write_svg(trace) == write_svg(trace));
}

TEST(Svg, NothingHappened) {
  Story story;
  EXPECT_THAT(write_svg(story.ends_in("deadlock", "nobody can run")), HasSubstr("nobody can run"));
}

TEST(Svg, DoesNotNameTheVersionOfGraphviz) {
  EXPECT_THAT(write_svg(exclusive_et_one()), Not(HasSubstr("<!--")));
}

}  // namespace
}  // namespace epcheck
