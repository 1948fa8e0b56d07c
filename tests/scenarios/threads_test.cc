// SPDX-License-Identifier: MIT
// Several threads and interrupts: exact sets of outcomes, and the properties of programs.
#include "checker/recorder.h"
#include "tests/scenarios/running.h"

namespace epcheck::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kStoreBuffering = R"(
vars: {x: 0, y: 0, a: 0, b: 0}
outcomes: {observe: [a, b]}
threads:
  A: {steps: [{store: {var: x, value: 1}}, {load: {var: y, into: r}}, {store: {var: a, value: r}}]}
  B: {steps: [{store: {var: y, value: 1}}, {load: {var: x, into: r}}, {store: {var: b, value: r}}]}
)";

TEST(Threads, StoreBufferingIsSequentiallyConsistent) {
  EXPECT_EQ(outcomes(kStoreBuffering), (OutcomeSet{{0, 1}, {1, 0}, {1, 1}}));
}

TEST(Threads, TheNaiveSearchAgrees) {
  RunOptions naive;
  naive.engine.search = Search::naive;
  EXPECT_EQ(run_text(kStoreBuffering, naive).result.outcomes, outcomes(kStoreBuffering));
}

TEST(Threads, ExchangeHandsOutEachValueOnce) {
  EXPECT_EQ(outcomes(R"(
vars: {x: 7, a: 0, b: 0}
outcomes: {observe: [a, b]}
threads:
  A: {steps: [{xchg: {var: x, value: 0, into: r}}, {store: {var: a, value: r}}]}
  B: {steps: [{xchg: {var: x, value: 0, into: r}}, {store: {var: b, value: r}}]}
)"),
            (OutcomeSet{{0, 7}, {7, 0}}));
}

TEST(Threads, CompareAndSwapSucceedsOnce) {
  EXPECT_EQ(outcomes(R"(
vars: {x: 0, wins: 0}
outcomes: {observe: [x, wins]}
threads:
  T:
    count: 2
    steps:
      - cas: {var: x, expected: 0, value: $i + 5, into: old}
      - if: old == 0
        then: [{load: {var: wins, into: w}}, {store: {var: wins, value: w + 1}}]
)"),
            (OutcomeSet{{5, 1}, {6, 1}}));
}

TEST(Threads, ALockMakesStepsOne) {
  EXPECT_EQ(outcomes(R"(
vars: {x: 0}
locks: [m]
outcomes: {observe: [x]}
threads:
  T:
    count: 2
    steps: [{lock: m}, {load: {var: x, into: n}}, {store: {var: x, value: n + 1}}, {unlock: m}]
)"),
            (OutcomeSet{{2}}));
}

constexpr const char* kTwoLocks = R"(
locks: [m, n]
check: [%]
threads:
  A: {steps: [{lock: m}, {lock: n}, {unlock: n}, {unlock: m}]}
  B: {steps: [{lock: n}, {lock: m}, {unlock: m}, {unlock: n}]}
)";

std::string two_locks(const std::string& check) {
  std::string text = kTwoLocks;
  return text.replace(text.find('%'), 1, check);
}

TEST(Threads, LocksInOppositeOrderDeadlock) {
  EXPECT_THAT(violated(two_locks("deadlock")), ElementsAre("deadlock"));
}

// `check` is exact: what it does not list is not judged.
TEST(Threads, WhatIsNotCheckedIsNoViolation) {
  RunResult found = run_text(two_locks("lost-wakeup"));
  EXPECT_THAT(found.violated, IsEmpty());
  EXPECT_EQ(found.result.verdict, Verdict::holds);
}

TEST(Threads, AwaitBlocksUntilItHolds) {
  EXPECT_EQ(outcomes(R"(
vars: {go: 0, x: 0}
outcomes: {observe: [x]}
threads:
  A: {steps: [{await: go == 1}, {store: {var: x, value: 2}}]}
  B: {steps: [{store: {var: x, value: 1}}, {store: {var: go, value: 1}}]}
)"),
            (OutcomeSet{{2}}));
}

TEST(Threads, AwaitSeesTheKernel) {
  EXPECT_THAT(violated(R"(
files: {e: {kind: eventfd}, lst: {kind: listener}, conn: {kind: stream}}
epolls: {ep: [{fd: e, events: IN}]}
threads:
  waiter: {steps: [{wait: {ep: ep, max: 1, returns: 1}}]}
  other:
    steps:
      - await: waiters(ep) == 1
      - connect: lst
      - await: backlog(lst) == 1 and unread(conn) == 0 and count(e) == 0
      - write: {fd: e, value: 3}
)"),
              IsEmpty());
}

TEST(Threads, ADaemonMayWaitForEver) {
  auto with = [](const char* daemon) {
    return std::string("check: [deadlock]\nthreads: {t: {") + daemon +
           "steps: [{await: never}]}}\n";
  };
  EXPECT_THAT(violated(with("")), ElementsAre("deadlock"));
  EXPECT_THAT(violated(with("daemon: true, ")), IsEmpty());
}

TEST(Threads, AlwaysIsViolatedByAStateInBetween) {
  auto with = [](const char* check) {
    return std::string("vars: {x: 0}\ncheck: [{") + check +
           "}]\nthreads: {t: {steps: [{store: {var: x, value: 1}}, {store: {var: x, value: "
           "0}}]}}\n";
  };
  EXPECT_THAT(violated(with("always: x == 0")), ElementsAre("always"));
  EXPECT_THAT(violated(with("always: x < 2")), IsEmpty());
  EXPECT_THAT(violated(with("finally: x == 0")), IsEmpty());
  EXPECT_THAT(violated(with("finally: x == 1")), ElementsAre("finally"));
}

// `finally` is about programs that have ended, not about ones that hang.
TEST(Threads, FinallyIsNotJudgedWhereAThreadIsBlocked) {
  EXPECT_THAT(violated("check: [{finally: false}]\nthreads: {t: {steps: [{await: never}]}}\n"),
              IsEmpty());
}

TEST(Threads, ObjectsMayNotBeUsedAfterTheyAreFreed) {
  EXPECT_THAT(violated(R"(
objects: [obj]
threads:
  A: {steps: [{use: obj}]}
  B: {steps: [{free: obj}]}
)"),
              ElementsAre("use-after-free"));
}

TEST(Threads, AFiniteWaitRunsOutAsOftenAsBoundsSay) {
  auto with = [](const char* timeouts) {
    return std::string("bounds: {timeouts: ") + timeouts + R"(}
vars: {x: 0}
check: [lost-wakeup]
outcomes: {observe: [x]}
epolls: {ep: []}
threads:
  T: {count: 2, steps: [{wait: {ep: ep, timeout: finite}}, {store: {var: x, value: 1}}]}
)";
  };
  EXPECT_EQ(outcomes(with("0")), (OutcomeSet{{0}}));
  EXPECT_EQ(outcomes(with("1")), (OutcomeSet{{1}}));
}

// Bytes after the end of the stream are not taken.
TEST(Interrupts, ArriveInTheirOrder) {
  EXPECT_EQ(outcomes(R"(
files: {conn: {kind: stream}}
vars: {x: 0}
outcomes: {observe: [bytes_by_thread(conn), x]}
threads:
  t:
    steps:
      - loop:
          - read: {fd: conn.a, size: 9, into: n}
          - if: n == 0
            then: [exit]
          - if: n > 0
            then: [{load: {var: x, into: sum}}, {store: {var: x, value: sum + n}}]
interrupts:
  rx:
    do: [{arrive: {fd: conn.a, bytes: 3}}, {arrive: {fd: conn.a, bytes: 2}}, {fin: conn.a},
         {arrive: {fd: conn.a, bytes: 9}}]
)"),
            (OutcomeSet{{5, 5}}));
}

// The network does not know that nobody listens any more.
TEST(Interrupts, MayComeAfterTheClose) {
  EXPECT_THAT(violated(R"(
files: {conn: {kind: stream}}
epolls: {ep: [{fd: conn.a, events: IN}]}
threads: {t: {steps: [{close: conn.a}, {close: conn.b}]}}
interrupts: {rx: {do: [{arrive: {fd: conn.a, bytes: 3}}, {fin: conn.a}]}}
)"),
              IsEmpty());
}

class Counting : public Recorder {
 public:
  void on_thread(unsigned, std::string_view name) override { names.emplace_back(name); }
  void on_op(const OpEvent&) override {}
  void on_note(std::size_t, unsigned, std::string_view, std::string_view,
               std::string_view) override {}
  void on_violation(std::size_t, unsigned, std::string_view property, std::string_view) override {
    violated.emplace_back(property);
  }
  std::vector<std::string> names, violated;
};

TEST(Record, ReplaysAViolationWithTheNamesOfTheThreads) {
  auto scenario = parsed(two_locks("deadlock"));
  RunOptions options;
  RunResult found = run(scenario->variants[0], options);
  ASSERT_EQ(found.result.violations.size(), 1u);
  const Schedule& schedule = found.result.violations[0].schedule;
  options.engine.learned = found.result.learned;
  Counting recorder;
  EXPECT_EQ(record(scenario->variants[0], options, schedule, recorder), schedule.size());
  EXPECT_THAT(recorder.violated, ElementsAre("deadlock"));
  EXPECT_THAT(recorder.names, testing::IsSupersetOf({"A", "B"}));
}

}  // namespace
}  // namespace epcheck::scenario
