// SPDX-License-Identifier: MIT
#include "traces/from_recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace epcheck {
namespace {

using testing::ElementsAre;

// A recording of two decisions that violates "herd".
class Recording : public TraceBuilder {
 public:
  Recording() : TraceBuilder({}, {"herd", "2 woken", {{0, 0}, {1, 0}}, 1, true}) {
    on_thread(0, "main");
    on_thread(1, "W0");
    on_thread(2, "softirq syn");
  }

  std::uint64_t memory[4] = {};

  void op(OpKind kind, unsigned thread, const void* address, std::uint64_t value,
          std::uint64_t operand) {
    OpEvent event{0, thread, {kind, 8, Order::seq_cst, 0}, address, "x", value, operand, {}};
    on_op(event);
  }
};

TEST(FromRecording, TakesTheViolation) {
  Recording recording;
  Trace trace = recording.take();
  EXPECT_EQ(trace.property, "herd");
  EXPECT_EQ(trace.schedule.size(), 2u);
  EXPECT_EQ(trace.preemptions, 1u);
}

TEST(FromRecording, KnowsInterruptsByTheirNames) {
  Recording recording;
  Trace trace = recording.take();
  EXPECT_EQ(trace.threads[1].kind, ThreadKind::thread);
  EXPECT_EQ(trace.threads[2].kind, ThreadKind::interrupt);
}

// W0 is not W01, and nobody wakes himself.
TEST(FromRecording, FindsTheWokenInTheNote) {
  Recording recording;
  recording.on_thread(3, "W01");
  recording.on_note(0, 2, "wake", "softirq syn: ep0 queued, wakes W01", "");
  EXPECT_THAT(recording.take().steps[0].wakes, ElementsAre(3u));
}

// Not every note about waking wakes somebody.
TEST(FromRecording, WakesNobodyWhoRuns) {
  Recording recording;
  recording.on_note(0, 2, "wake", "W0 runs already", "");
  EXPECT_THAT(recording.take().steps[0].wakes, testing::IsEmpty());
}

TEST(FromRecording, FollowsReadsToTheirWrites) {
  Recording recording;
  recording.op(OpKind::store, 0, &recording.memory[0], 0, 5);
  recording.op(OpKind::load, 1, &recording.memory[1], 0, 0);
  recording.op(OpKind::load, 1, &recording.memory[0], 5, 0);
  Trace trace = recording.take();
  EXPECT_EQ(trace.steps[1].reads_from, std::nullopt);
  EXPECT_EQ(trace.steps[2].reads_from, 0u);
}

TEST(FromRecording, KeepsHowOldAReadValueIs) {
  Recording recording;
  recording.on_op(
      {0, 1, {OpKind::load, 8, Order::relaxed, 0}, &recording.memory[0], "x", 0, 0, {}, 2});
  EXPECT_EQ(recording.take().steps[0].behind, 2u);
}

// A compare and swap that found another value than it expected has written nothing.
TEST(FromRecording, PassesOverACasThatFailed) {
  Recording recording;
  recording.op(OpKind::store, 0, &recording.memory[0], 0, 5);
  recording.op(OpKind::cas, 1, &recording.memory[0], 5, 9);
  recording.op(OpKind::load, 1, &recording.memory[0], 5, 0);
  EXPECT_EQ(recording.take().steps[2].reads_from, 0u);
}

// The event has the operand, the trace what memory holds then.
TEST(FromRecording, ComputesWhatAnAddWrites) {
  Recording recording;
  recording.op(OpKind::fetch_add, 0, &recording.memory[0], 5, ~std::uint64_t{0});
  EXPECT_EQ(recording.take().steps[0].written, 4u);
}

TEST(FromRecording, ShortensNamesOfFunctions) {
  Recording recording;
  OpEvent event{0, 0, {OpKind::load, 8, Order::seq_cst, 0}, nullptr, "", 0, 0, {}};
  event.where.function = "epcheck::(anonymous namespace)::list_next(epcheck::ListHead const*)";
  recording.on_op(event);
  EXPECT_EQ(recording.take().steps[0].function, "list_next");
}

// Addresses differ from run to run, so objects are numbered as they appear.
TEST(FromRecording, NumbersObjects) {
  Recording recording;
  for (int i : {2, 0, 2}) recording.op(OpKind::load, 0, &recording.memory[i], 0, 0);
  Trace trace = recording.take();
  EXPECT_EQ(trace.steps[0].object_id, 1u);
  EXPECT_EQ(trace.steps[1].object_id, 2u);
  EXPECT_EQ(trace.steps[2].object_id, 1u);
}

// The first violation counts; what else is violated is told by the way.
TEST(FromRecording, StandsWhereThePropertyFirstBreaks) {
  Recording recording;
  recording.on_violation(0, 1, "reorder", "4 before 0");
  recording.on_violation(0, 1, "reorder", "8 before 4");
  recording.on_violation(1, 1, "herd", "2 woken");
  recording.op(OpKind::load, 1, &recording.memory[0], 0, 0);
  recording.on_violation(1, 2, "herd", "3 woken");
  Trace trace = recording.take();
  EXPECT_EQ(trace.steps[0].text, "also reorder: 4 before 0");
  EXPECT_EQ(trace.violation.step, 1u);
  EXPECT_EQ(trace.violation.thread, 1u);
}

// The note that follows tells what was done, and comes before the verdict on it.
TEST(FromRecording, CountsTheNextNoteToTheOperationThatBreaks) {
  Recording recording;
  recording.on_violation(1, 1, "herd", "2 woken");
  recording.on_note(1, 1, "wake", "wakes W1", "");
  recording.op(OpKind::load, 1, &recording.memory[0], 0, 0);
  EXPECT_EQ(recording.take().violation.step, 1u);
}

// After the last decision no thread is at fault, it is the state.
TEST(FromRecording, EndStateIsNobodysFault) {
  Recording recording;
  recording.on_violation(2, 1, "herd", "2 woken");
  EXPECT_EQ(recording.take().violation.thread, std::nullopt);
}

TEST(FromRecording, DescribesTheFinalState) {
  Recording recording;
  recording.on_note(1, 1, "state", "rdllist: lst", "");
  recording.on_note(2, 1, "state", "W0 sleeps", "");
  Trace trace = recording.take();
  EXPECT_EQ(trace.steps.size(), 1u);
  EXPECT_THAT(trace.final_state, ElementsAre("W0 sleeps"));
}

// The lock that is taken is held by its own step already, and by the note after it.
TEST(FromRecording, KnowsWhichLocksAreHeld) {
  Recording recording;
  recording.op(OpKind::lock, 1, &recording.memory[0], 0, 0);
  recording.on_note(0, 1, "call", "inside", "");
  recording.op(OpKind::unlock, 1, &recording.memory[0], 0, 0);
  Trace trace = recording.take();
  EXPECT_THAT(trace.steps[0].holds, ElementsAre("x"));
  EXPECT_THAT(trace.steps[1].holds, ElementsAre("x"));
  EXPECT_THAT(trace.steps[2].holds, testing::IsEmpty());
}

// try_lock gives 0 if the lock is taken.
TEST(FromRecording, ALockThatIsNotGotIsNotHeld) {
  Recording recording;
  recording.op(OpKind::try_lock, 1, &recording.memory[0], 0, 0);
  recording.op(OpKind::try_lock, 1, &recording.memory[0], 1, 0);
  Trace trace = recording.take();
  EXPECT_THAT(trace.steps[0].holds, testing::IsEmpty());
  EXPECT_THAT(trace.steps[1].holds, ElementsAre("x"));
}

TEST(FromRecording, NamesWhatValuesPointTo) {
  Recording recording;
  auto address = reinterpret_cast<std::uint64_t>(&recording.memory[0]);
  recording.op(OpKind::store, 1, &recording.memory[0], 0, address);
  recording.op(OpKind::store, 1, &recording.memory[0], 0, 7);
  Trace trace = recording.take();
  EXPECT_EQ(trace.steps[0].written_name, "&x");
  EXPECT_EQ(trace.steps[1].written_name, "");
}

TEST(FromRecording, AChangeIsOfTheStepBeforeIt) {
  Recording recording;
  recording.op(OpKind::store, 1, &recording.memory[0], 0, 1);
  recording.on_change("ep0.rdllist", "lst");
  recording.op(OpKind::store, 1, &recording.memory[0], 0, 2);
  Trace trace = recording.take();
  ASSERT_EQ(trace.steps[0].changes.size(), 1u);
  EXPECT_EQ(trace.steps[0].changes[0].value, "lst");
  EXPECT_THAT(trace.steps[1].changes, testing::IsEmpty());
}

// What was going to be accessed is a step of its own; nothing after it is kept.
TEST(FromRecording, SaysWhoFreedTheMemoryThatIsAccessed) {
  Recording recording;
  auto block = reinterpret_cast<std::uint64_t>(recording.memory);
  recording.op(OpKind::alloc, 0, nullptr, block, sizeof recording.memory);
  recording.op(OpKind::free, 0, recording.memory, 0, 0);
  recording.on_attempt(
      {1, 1, {OpKind::load, 8, Order::relaxed, 0}, &recording.memory[1], "x", 7, 0, {}});
  recording.on_violation(1, 1, "herd", "2 woken");
  recording.op(OpKind::load, 1, &recording.memory[2], 0, 0);
  Trace trace = recording.take();
  EXPECT_EQ(trace.violation.freed, 1u);
  ASSERT_EQ(trace.steps.size(), 3u);
  EXPECT_EQ(trace.steps[2].kind, "load");
  EXPECT_EQ(trace.steps[2].value, std::nullopt);
}

}  // namespace
}  // namespace epcheck
