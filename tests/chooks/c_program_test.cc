// SPDX-License-Identifier: MIT
// C code under test: compiled with -fsanitize=thread against the engine's hooks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/check.h"
#include "checker/recorder.h"
#include "tests/chooks/accesses.h"
#include "tests/chooks/mailbox.h"

namespace epcheck {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::Field;
using testing::HasSubstr;
using testing::SizeIs;
using testing::UnorderedElementsAre;

using Program = void (*)();
using Outcome = std::vector<std::int64_t>;

Result run(Program program, Options options = {}) {
  return check([program] { program(); }, options);
}

/// Every way to look at a program, which must all see the same.
std::vector<Options> all_searches() {
  Options states, naive, dpor, no_words, no_tracking, no_liveness, poisoned;
  naive.search = Search::naive;
  dpor.search = Search::dpor;
  no_words.reductions.learned_words = false;
  no_tracking.reductions.tracked_words = false;
  no_liveness.reductions.live_stacks = false;
  poisoned.poison_dead_bytes = true;
  return {states, naive, dpor, no_words, no_tracking, no_liveness, poisoned};
}

void expect_outcomes(Program program, const std::set<Outcome>& outcomes) {
  for (const Options& options : all_searches()) {
    Result result = run(program, options);
    EXPECT_EQ(result.verdict, Verdict::holds) << result.note;
    EXPECT_EQ(result.outcomes, outcomes);
  }
}

void expect_violation(Program program, const std::string& property) {
  for (const Options& options : all_searches()) {
    Result result = run(program, options);
    ASSERT_THAT(result.violations, SizeIs(1)) << result.note;
    EXPECT_EQ(result.violations[0].property, property);
  }
}

TEST(CProgram, SleepsAndIsWoken) { expect_outcomes(mailbox_right, {{1}}); }

TEST(CProgram, LosesAWakeupThatFallsBetweenTwoCriticalSections) {
  expect_violation(mailbox_loses_wakeup, "deadlock");
}

TEST(CProgram, GlobalsBeginWithTheValuesThatTheyHaveBeforeTheCheck) {
  mailbox_letters = 3;
  Result result = run(mailbox_right);
  mailbox_letters = 1;
  EXPECT_THAT(result.outcomes, ElementsAre(Outcome{123}));
  EXPECT_THAT(run(mailbox_right).outcomes, ElementsAre(Outcome{1}));
}

TEST(CProgram, StatesOfGlobalsAreTheSameForTwoWorkers) {
  mailbox_letters = 40;
  Options two;
  two.jobs = 2;
  Result one_worker = run(mailbox_right), two_workers = run(mailbox_right, two);
  mailbox_letters = 1;
  EXPECT_EQ(one_worker.statistics.states, two_workers.statistics.states);
  EXPECT_EQ(one_worker.outcomes, two_workers.outcomes);
}

TEST(CProgram, CopiesAStructAsAWhole) { expect_outcomes(copies_struct, {{0}, {14}}); }

TEST(CProgram, FillsAndCopiesMemory) { expect_outcomes(fills_memory, {{1100}, {1111}}); }

TEST(CProgram, CountsByCompareAndExchange) { expect_outcomes(compares_exchanges, {{2}}); }

TEST(CProgram, ItsAtomicsAreTheEngines) {
  expect_outcomes(stores_in_buffers, {{0, 1}, {1, 0}, {1, 1}});
}

TEST(CProgram, ItsPlainAccessesToSharedVariablesAreMadeUnderTsoToo) {
  Options sc, tso;
  tso.memory = Memory::tso;
  EXPECT_THAT(run(passes_message, sc).outcomes,
              UnorderedElementsAre(Outcome{1, 0}, Outcome{1, 1}, Outcome{7, 1}));
  EXPECT_THAT(run(passes_message, tso).outcomes,
              UnorderedElementsAre(Outcome{1, 0}, Outcome{1, 1}, Outcome{7, 0}, Outcome{7, 1}));
  EXPECT_THAT(run(stores_in_buffers, tso).outcomes, SizeIs(4));
  EXPECT_THAT(run(mailbox_right, tso).outcomes, ElementsAre(Outcome{1}));
}

TEST(CProgram, RefusesUnderTsoToReadBehindABufferedStore) {
  Options tso;
  tso.memory = Memory::tso;
  EXPECT_THAT(run(mixes_accesses, tso).violations,
              Contains(Field(&Violation::property, "unsupported")));
}

TEST(CProgram, SharesAVariableOnAStack) { expect_outcomes(shares_stack, {{17}, {27}}); }

TEST(CProgram, ReadsConstantsWithoutAnOperation) {
  expect_outcomes(reads_constants, {{'z'}, {'o'}});
}

TEST(CProgram, Chooses) { expect_outcomes(chooses, {{0}, {1}, {10}, {11}, {20}, {21}}); }

TEST(CProgram, WritersExcludeReaders) { expect_outcomes(uses_rwlock, {{0}, {2}}); }

TEST(CProgram, LosesACountWithoutALock) {
  for (const Options& options : all_searches())
    EXPECT_THAT(run(counts_without_lock, options).outcomes, ElementsAre(Outcome{1}, Outcome{2}));
}

TEST(CProgram, UsesMemoryThatIsFreed) { expect_violation(uses_freed, "use-after-free"); }

TEST(CProgram, ReadsMemoryThatIsNotInitialised) {
  expect_violation(reads_unwritten, "uninitialised-read");
  EXPECT_THAT(run(reads_unwritten).violations[0].message,
              testing::MatchesRegex("main reads at accesses.c:.* what nobody has written since it "
                                    "was allocated at accesses.c:.*"));
}

TEST(CProgram, CopiesPaddingAsItIs) { expect_outcomes(copies_unwritten, {{1}}); }

TEST(CProgram, ACopyOfWhatIsNotInitialisedIsNotInitialised) {
  expect_violation(reads_copy_of_unwritten, "uninitialised-read");
}

TEST(CProgram, LosesMemoryThatNoGlobalLeadsTo) {
  EXPECT_THAT(run(loses_memory, {.report_leaks = true}).violations,
              ElementsAre(Field(&Violation::message, HasSubstr("accesses.c:"))));
  EXPECT_EQ(run(keeps_memory, {.report_leaks = true}).verdict, Verdict::holds);
}

TEST(CProgram, RefusesAVariableThatIsNoPartOfTheState) {
  Result result = run(writes_loose_variable);
  ASSERT_THAT(result.violations, SizeIs(1));
  EXPECT_EQ(result.violations[0].property, "invalid-access");
  EXPECT_THAT(result.violations[0].message,
              HasSubstr("the variable loose is no part of the state"));
}

/// Remembers each store of the program.
class Stores : public Recorder {
 public:
  void on_thread(unsigned, std::string_view) override {}
  void on_op(const OpEvent& event) override {
    if (event.code.kind == OpKind::store) stores.push_back(event);
  }
  void on_note(std::size_t, unsigned, std::string_view, std::string_view,
               std::string_view) override {}
  void on_violation(std::size_t, unsigned, std::string_view, std::string_view) override {}
  std::vector<OpEvent> stores;
};

TEST(CProgram, ATraceShowsLinesAndVariablesOfTheCFile) {
  Options options;
  Result result = run(mailbox_loses_wakeup);
  ASSERT_THAT(result.violations, SizeIs(1));
  options.learned = result.learned;
  Stores recorder;
  Program program = mailbox_loses_wakeup;
  replay([program] { program(); }, options, result.violations[0].schedule, recorder);
  auto in = [](const char* function) {
    return Field(&OpEvent::where,
                 AllOf(Field(&SourceLine::file, EndsWith("tests/chooks/mailbox.c")),
                       Field(&SourceLine::function, function)));
  };
  EXPECT_THAT(recorder.stores,
              Contains(AllOf(in("put"), Field(&OpEvent::object, HasSubstr("box")))));
  EXPECT_THAT(recorder.stores, Contains(AllOf(in("get"), Field(&OpEvent::object, "box+24"),
                                              Field(&OpEvent::written, 1u))));
}

}  // namespace
}  // namespace epcheck
