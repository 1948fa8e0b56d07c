// SPDX-License-Identifier: MIT
#include "traces/told.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/traces/example.h"

namespace epcheck {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts(const Told& told) {
  std::vector<std::string> result;
  for (const Moment& moment : told.moments) result.push_back(moment.text);
  return result;
}

TEST(Told, AThreadWithoutAPathToItIsLeftOutAndNamed) {
  Story story;
  unsigned reader = story.thread("reader"), other = story.thread("other");
  story.store(other, "elsewhere", 1).note(other, "state", "writes elsewhere");
  story.load(reader, "here", 0).note(reader, "return", "read = 0");
  Told result = told(story.breaks(reader, "herd", "two woken"));
  EXPECT_THAT(texts(result), ElementsAre("read = 0", "** herd **"));
  EXPECT_EQ(result.folded, "Folded: 1 note not leading to this. Nothing of other does.");
}

TEST(Told, WhatIsReadLeadsToWhoReadsIt) {
  Story story;
  unsigned reader = story.thread("reader"), writer = story.thread("writer");
  story.store(writer, "here", 1).note(writer, "state", "writes");
  story.load(reader, "here", 1).note(reader, "return", "read = 1");
  Told result = told(story.breaks(reader, "herd", "two woken"));
  EXPECT_THAT(texts(result), ElementsAre("writes", "read = 1", "** herd **"));
  EXPECT_THAT(result.folded, IsEmpty());
}

// After what is read, one note is worth as much as a box; two are folded.
TEST(Told, WhatAThreadDoesAfterItWasSeenIsFolded) {
  Story story;
  unsigned reader = story.thread("reader"), writer = story.thread("writer");
  story.store(writer, "here", 1).note(writer, "state", "writes");
  story.load(reader, "here", 1).note(reader, "state", "reads");
  story.note(writer, "state", "goes: a").note(writer, "state", "goes: b");
  story.note(reader, "return", "read = 1");
  Told result = told(story.breaks(reader, "herd", "two woken"));
  EXPECT_THAT(texts(result), ElementsAre("writes", "reads", "… 2 steps", "read = 1", "** herd **"));
}

TEST(Told, ASleeperAndTheLastWriteToWhatItSleepsOnLeadToTheEndState) {
  Story story;
  unsigned sleeper = story.thread("sleeper"), writer = story.thread("writer");
  unsigned other = story.thread("other");
  auto ends = [&](unsigned thread) {
    TraceStep finish;
    finish.thread = thread;
    finish.kind = "finish";
    story.trace.steps.push_back(finish);
  };
  story.load(sleeper, "ep.rdllist", 0).note(sleeper, "sleep", "sleeps on ep");
  story.note(writer, "state", "adds").store(writer, "ep.rdllist", 1);
  story.note(other, "state", "adds elsewhere").store(other, "ep2.rdllist", 1);
  ends(writer);
  ends(other);
  EXPECT_THAT(texts(told(story.ends_in("lost-wakeup", "sleeps beside an event"))),
              ElementsAre("sleeps on ep", "adds"));
}

// A condition of the scenario looks at variables that no step of the thread at fault reads.
TEST(Told, AllMayLeadToWhatTheScenarioDemandsOfTheState) {
  Story story;
  unsigned one = story.thread("one"), other = story.thread("other");
  story.store(other, "x", 1).note(other, "state", "writes x");
  story.store(one, "y", 1).note(one, "state", "writes y");
  Told result = told(story.breaks(one, "always", "x + y < 2"));
  EXPECT_THAT(texts(result), ElementsAre("writes x", "writes y", "** always **"));
}

TEST(Told, ASectionThatNobodyDisturbsIsQuiet) {
  Story story;
  unsigned scanner = story.thread("scanner");
  story.note(scanner, "opens", "ep: opens").store(scanner, "ep.ovflist", 0);
  story.note(scanner, "state", "ep: delivered").note(scanner, "closes", "ep: closes");
  Told result = told(story.breaks(scanner, "herd", "two woken"));
  EXPECT_THAT(texts(result), ElementsAre("ep: delivered", "** herd **"));
  EXPECT_THAT(result.moments[0].steps, ElementsAre(0, 1, 2, 3));
}

TEST(Told, ASectionInWhichSomebodyElseActsIsTold) {
  Story story;
  unsigned scanner = story.thread("scanner"), writer = story.thread("writer");
  story.note(scanner, "opens", "ep: opens");
  story.store(writer, "ep.ovflist", 1).note(writer, "state", "adds: ovflist");
  story.load(scanner, "ep.ovflist", 1).note(scanner, "closes", "ep: closes");
  EXPECT_THAT(texts(told(story.breaks(scanner, "herd", "two woken"))),
              ElementsAre("ep: opens", "adds: ovflist", "ep: closes", "** herd **"));
}

TEST(Told, LapsAreToldOnce) {
  Story story;
  unsigned spinner = story.thread("spinner");
  for (int lap = 0; lap < 4; ++lap)
    story.note(spinner, "return", "wait = 1").note(spinner, "return", "read = -11");
  Told result = told(story.breaks(spinner, "busy-loop", "goes on for ever"));
  EXPECT_THAT(texts(result), ElementsAre("wait = 1", "read = -11",
                                         "… the same 2 notes again, 3 times", "** busy-loop **"));
  EXPECT_EQ(result.folded, "Folded: 6 notes repeating others.");
}

}  // namespace
}  // namespace epcheck
