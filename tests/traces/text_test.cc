// SPDX-License-Identifier: MIT
#include "traces/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "tests/traces/example.h"
#include "traces/letters.h"

namespace epcheck {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> lines_of(const Trace& trace) {
  std::istringstream text(write_text(trace));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::size_t widest(const Trace& trace) {
  std::size_t columns = 0;
  for (const std::string& line : lines_of(trace)) columns = std::max(columns, width(line));
  return columns;
}

TEST(Text, NamesTheScenarioOnceIfTheVariantRepeatsIt) {
  EXPECT_THAT(write_text(exclusive_et_one()),
              testing::StartsWith("exclusive-et-one (kernel v7.1, sc): stuck-data after"));
}

TEST(Text, JoinsScenarioAndVariant) {
  Story story;
  story.trace.variant = "lt-herd";
  story.trace.preemptions = 1;
  story.note(story.thread("W0"), "return", "epoll_wait = 1");
  EXPECT_EQ(lines_of(story.ends_in("herd", "2 threads woken")).front(),
            "exclusive-lt-herd (kernel v7.1, sc): herd after 1 step, 1 preemption");
}

// One thread gets the whole width of its note, so nothing is wrapped.
TEST(Text, OneThread) {
  Story story;
  story.note(story.thread("W0"), "call", "epoll_wait: the caller sleeps on ep0 until woken");
  EXPECT_THAT(lines_of(story.ends_in("deadlock", "W0 sleeps for ever")),
              testing::Contains("  epoll_wait: the caller sleeps on ep0 until woken"));
}

// More threads than columns: the last column is shared, and says who speaks.
TEST(Text, NineThreads) {
  Story story;
  for (int i = 0; i < 9; ++i) story.thread("worker-" + std::to_string(i));
  for (unsigned i = 0; i < 9; ++i) story.note(i, "return", "epoll_wait = 1");
  Trace trace = story.ends_in("herd", "9 threads woken");
  EXPECT_LE(widest(trace), kTextWidth);
  EXPECT_THAT(write_text(trace), HasSubstr("worker-8: epoll_wait"));
}

TEST(Text, LongNoteStaysInItsColumn) {
  Story story;
  unsigned w0 = story.thread("W0"), w1 = story.thread("W1");
  story.note(w0, "return", std::string(200, 'x')).note(w1, "return", "short");
  EXPECT_LE(widest(story.ends_in("herd", std::string(200, 'y'))), kTextWidth);
}

// The order of a row is from left to right: W1 before W0 takes two lines.
TEST(Text, SleepersShareALineOnlyInTheOrderOfTime) {
  Story in_order, reversed;
  for (Story* story : {&in_order, &reversed}) {
    story->thread("W0");
    story->thread("W1");
  }
  in_order.note(0, "sleep", "sleeps").note(1, "sleep", "sleeps");
  reversed.note(1, "sleep", "sleeps").note(0, "sleep", "sleeps");
  EXPECT_EQ(lines_of(in_order.ends_in("deadlock", "")).size() + 1,
            lines_of(reversed.ends_in("deadlock", "")).size());
}

// A program that says nothing about itself is shown by its operations.
TEST(Text, ShowsOperationsIfThereAreNoNotes) {
  Story story;
  unsigned a = story.thread("A"), b = story.thread("B");
  story.store(a, "x", 1).load(b, "x", 1);
  std::string text = write_text(story.breaks(b, "assert", "x is 0"));
  EXPECT_THAT(text, HasSubstr("store x = 1"));
  EXPECT_THAT(text, HasSubstr("load x: 1"));
}

// What is done before the first thread is started sets the scene.
TEST(Text, LeavesOutTheSetUp) {
  Story story;
  unsigned main = story.thread("main");
  story.note(main, "call", "epoll_ctl(ep0, ADD, lst)");
  story.trace.steps.push_back({});
  story.trace.steps.back().kind = "spawn";
  story.note(main, "call", "write(efd, 1)");
  std::string text = write_text(story.ends_in("stuck-data", ""));
  EXPECT_THAT(text, Not(HasSubstr("epoll_ctl")));
  EXPECT_THAT(text, HasSubstr("write(efd, 1)"));
}

// What a function queues and whom it wakes is one event for the reader.
TEST(Text, JoinsTheTwoNotesOfAFunction) {
  Story story;
  unsigned syn = story.thread("softirq syn");
  for (int i = 0; i < 2; ++i) {
    story.note(syn, "state", "ep0.rdllist += lst").note(syn, "wake", "wakes W0");
  }
  for (TraceStep& step : story.trace.steps) step.function = "ep_poll_callback";
  std::string line = "  ep_poll_callback: ep0.rdllist += lst, wakes W0\n";
  EXPECT_THAT(write_text(story.ends_in("herd", "")), HasSubstr(line + line));
}

// Under weak memory an old value is what has to be explained.
TEST(Text, ShowsReadsOfOldValuesAmongNotes) {
  Story story;
  unsigned a = story.thread("A");
  story.load(a, "x", 0).note(a, "call", "looks at x");
  story.trace.steps[0].behind = 1;
  EXPECT_THAT(write_text(story.ends_in("assert", "x is 1")), HasSubstr("load x: 0 (old)"));
}

// With store buffers, what has to be explained is a store that others see after more has happened.
TEST(Text, ShowsStoresThatAreSeenLateAmongNotes) {
  Story story;
  unsigned a = story.thread("A"), b = story.thread("B");
  story.store(a, "x", 1).store(a, "y", 1).store(a, "x", 1).note(b, "call", "runs").store(a, "y", 1);
  story.trace.steps[2].kind = story.trace.steps[4].kind = "drain";
  std::string text = write_text(story.ends_in("assert", "y is 1"));
  EXPECT_THAT(text, HasSubstr("others see y = 1"));
  EXPECT_THAT(text, Not(HasSubstr("others see x")));
}

TEST(Text, HidesOperationsBehindNotes) {
  Story story;
  unsigned a = story.thread("A");
  story.store(a, "x", 1).note(a, "call", "sets x");
  EXPECT_THAT(write_text(story.ends_in("assert", "x is 1")), Not(HasSubstr("store")));
}

TEST(Text, NamesTheFunctionUnlessTheNoteDoes) {
  Story story;
  unsigned a = story.thread("A");
  story.note(a, "call", "rdllist is empty").note(a, "return", "epoll_wait = 0");
  for (TraceStep& step : story.trace.steps) step.function = "ep_poll";
  std::string text = write_text(story.ends_in("lost-wakeup", ""));
  EXPECT_THAT(text, HasSubstr("  ep_poll: rdllist is empty\n"));
  EXPECT_THAT(text, HasSubstr("  epoll_wait = 0\n"));
}

TEST(Text, NothingHappened) {
  Story story;
  EXPECT_EQ(write_text(story.ends_in("deadlock", "nobody can run")),
            "exclusive (kernel v7.1, sc): deadlock after 0 steps, 0 preemptions\n"
            "  No thread can go on.\n"
            "\n"
            "  => nobody can run\n");
}

// Without a description of the final state, the notes say who sleeps.
TEST(Text, NamesTheSleepers) {
  Story story;
  unsigned w0 = story.thread("W0"), w1 = story.thread("W1");
  story.note(w0, "sleep", "epoll_wait: sleeps on ep0").note(w1, "return", "epoll_wait = 0");
  EXPECT_EQ(lines_of(story.ends_in("lost-wakeup", ""))[1], "  W0 sleeps; nobody is left to go on.");
}

TEST(Text, SaysWhereTheFaultWasFound) {
  Story story;
  unsigned a = story.thread("A");
  story.store(a, "x", 1).note(a, "call", "sets x");
  EXPECT_EQ(lines_of(story.breaks(a, "assert", ""))[1],
            "  Found in A, in ep_poll_callback (model/eventpoll.cc:42).");
}

// The table ends where the property breaks, in the column of the thread that broke it.
TEST(Text, MarksTheViolationAndStops) {
  Story story;
  unsigned a = story.thread("A");
  story.note(a, "return", "read = 4");
  Trace trace = story.breaks(a, "data-split", "split");
  trace.steps.push_back(story.note(a, "return", "later").trace.steps.back());
  EXPECT_THAT(write_text(trace), HasSubstr("  read = 4\n  ** data-split **\n  => split\n"));
}

TEST(Text, EscapesControlCharactersOfNames) {
  Story story;
  story.note(story.thread("W\x1b[31m"), "call", "a\tb");
  EXPECT_THAT(write_text(story.ends_in("herd", "")), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace epcheck
