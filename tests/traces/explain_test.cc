// SPDX-License-Identifier: MIT
#include "traces/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/traces/example.h"
#include "traces/write.h"

namespace epcheck {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr unsigned kW = 1;    // looks, then sleeps
constexpr unsigned kIrq = 2;  // queues

Story story() {
  Story story;
  story.thread("main");
  story.thread("W");
  story.thread("softirq", ThreadKind::interrupt);
  story.note(0, "call", "epoll_wait(ep)");
  return story;
}

/// W looks at the list before the interrupt adds to it; the other way round it passes.
Trace lost_wakeup() {
  Story passing = story();
  passing.store(kIrq, "ep.rdllist", 1).load(kW, "ep.rdllist", 1);
  Story failing = story();
  failing.load(kW, "ep.rdllist", 0).note(kW, "sleep", "sleeps").store(kIrq, "ep.rdllist", 1);
  Trace trace = failing.ends_in("lost-wakeup", "W sleeps for ever");
  trace.passing_search = PassingSearch::found;
  trace.passing = TracePassing{.decision = 1,
                               .schedule = passing.trace.schedule,
                               .threads = passing.trace.threads,
                               .steps = passing.trace.steps,
                               .final_state = {}};
  return trace;
}

TEST(Explain, NamesTheChoiceAndTheAccessesAndWhatOrdersThem) {
  EXPECT_THAT(
      explain(lost_wakeup(), false),
      ElementsAre("The last choice that could go right is step 2 of 4, where W goes on in "
                  "ep_poll_callback. With softirq first, nothing need be violated; as it is, every "
                  "way on fails.",
                  "Here W reads ep.rdllist in ep_poll_callback before softirq writes it in "
                  "ep_poll_callback; there it is the other way round. No lock is held at both."));
}

TEST(Explain, NamesALockThatIsHeldAtBoth) {
  Trace trace = lost_wakeup();
  for (auto* steps : {&trace.steps, &trace.passing->steps})
    for (TraceStep& step : *steps) step.holds = {"ep.lock"};
  EXPECT_THAT(explain(trace, true)[1],
              HasSubstr("Both hold ep.lock, which does not say who comes first."));
}

// A pair of reads has no order.
TEST(Explain, ReadsDoNotConflict) {
  Trace trace = lost_wakeup();
  for (auto* steps : {&trace.steps, &trace.passing->steps})
    for (TraceStep& step : *steps) step.written.reset();
  EXPECT_FALSE(reversal(trace).has_value());
}

TEST(Explain, ABoundIsNotTakenForAProof) {
  Trace trace = lost_wakeup();
  trace.passing_search = PassingSearch::nearest;
  EXPECT_THAT(explain(trace, true)[0], HasSubstr("no way on was found that passes"));
}

TEST(Explain, SaysThatEveryScheduleFails) {
  Trace trace = exclusive_et_one();
  trace.passing_search = PassingSearch::none;
  EXPECT_THAT(explain(trace, true),
              ElementsAre("Every schedule fails: no order of the threads makes this right."));
}

TEST(Explain, SaysNothingIfNobodyLooked) {
  EXPECT_THAT(explain(exclusive_et_one(), true), IsEmpty());
}

TEST(Explain, TheTableMarksTheChoice) {
  EXPECT_THAT(write_trace(lost_wakeup(), Format::text),
              testing::ContainsRegex("epoll_wait\\(ep\\)\n  ~~ the last choice that could go right "
                                     "~~\n +ep_poll_callback: sleeps|epoll_wait\\(ep\\)\n  ~~ the "
                                     "last choice that could go right ~~\n +sleeps"));
}

TEST(Explain, AMailHasNoLinesOfTheModel) {
  EXPECT_THAT(write_trace(lost_wakeup(), Format::text), HasSubstr("model/eventpoll.cc"));
  EXPECT_THAT(write_trace(lost_wakeup(), Format::lkml), Not(HasSubstr("model/")));
}

TEST(Explain, SaysWhoFreedAndWhoCameAfter) {
  Story story;
  unsigned closer = story.thread("closer"), scanner = story.thread("scanner");
  story.store(closer, "ep[a]", 0);
  story.trace.steps.back().kind = "free";
  story.load(scanner, "ep[a].events", 0);
  Trace trace = story.breaks(scanner, "use-after-free", "freed memory is accessed");
  trace.violation.freed = 0;
  EXPECT_EQ(explain(trace, false).front(),
            "closer freed ep[a] in ep_poll_callback; scanner reads it afterwards in "
            "ep_poll_callback.");
}

}  // namespace
}  // namespace epcheck
