// SPDX-License-Identifier: MIT
// From a violation that the engine found to the trace of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/report.h"
#include "checker/thread.h"
#include "traces/from_recording.h"
#include "traces/write.h"

namespace epcheck {
namespace {

// Two threads add one to a counter, not in one operation.
void lose_an_update() {
  atomic<int> counter;
  label(&counter, sizeof counter, "counter");
  counter = 0;
  auto add = [&counter] {
    int seen = counter;
    counter = seen + 1;
    note("call", "adds 1 to {}", seen);
  };
  thread a(add, "A"), b(add, "B");
  a.join();
  b.join();
  require(counter == 2, "an update is lost");
}

Trace trace_of_the_lost_update() {
  Options options;
  Result result = check(lose_an_update, options);
  options.learned = result.learned;
  Trace header;
  header.scenario = "counter";
  TraceBuilder builder(header, result.violations.at(0));
  replay(lose_an_update, options, result.violations.at(0).schedule, builder);
  return builder.take();
}

TEST(Replay, TellsTheStory) {
  std::string text = write_trace(trace_of_the_lost_update(), Format::text);
  EXPECT_THAT(text, testing::ContainsRegex("adds 1 to 0 .*adds 1 to 0|adds 1 to 0\n +adds 1 to 0"));
  EXPECT_THAT(text, testing::HasSubstr("=> an update is lost"));
}

// Both adders have read what main wrote, so each reads from a step of thread 0.
TEST(Replay, FindsWhatWasRead) {
  Trace trace = trace_of_the_lost_update();
  int stale = 0;
  for (const TraceStep& step : trace.steps)
    if (step.thread != 0 && step.kind == "load" && step.object == "counter" && step.reads_from)
      stale += trace.steps[*step.reads_from].thread == 0;
  EXPECT_EQ(stale, 2);
}

TEST(Replay, GivesTheSameBytesTwice) {
  EXPECT_EQ(write_trace(trace_of_the_lost_update(), Format::json),
            write_trace(trace_of_the_lost_update(), Format::json));
}

}  // namespace
}  // namespace epcheck
