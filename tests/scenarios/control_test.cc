// SPDX-License-Identifier: MIT
// Control steps of one thread: what they do is seen in variables at the end.
#include "tests/scenarios/running.h"

namespace epcheck::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// One thread that may use x, y and z, which are observed.
std::string program(const std::string& steps) {
  return R"(
vars: {x: 0, y: 0, z: 0}
files:
  e: {kind: eventfd, count: 3, semaphore: true}
  lst: {kind: listener, pending: 2}
  conn: {kind: stream, pending: 5}
epolls:
  ep: [{fd: lst, events: IN, data: {fd: lst, gen: 7}}, {fd: conn.a, events: IN|ET}]
outcomes: {observe: [x, y, z]}
threads:
  t:
    steps:
)" + steps;
}

TEST(Control, RepeatCounts) {
  EXPECT_EQ(outcomes(program(R"(
      - repeat: 3
        do:
          - repeat: 2
            do: [{load: {var: x, into: n}}, {store: {var: x, value: n + 1}}]
          - load: {var: y, into: n}
          - store: {var: y, value: n + 1}
)")),
            (OutcomeSet{{6, 3, 0}}));
}

TEST(Control, RepeatZeroAndOne) {
  EXPECT_EQ(outcomes(program(R"(
      - repeat: 0
        do: [{store: {var: x, value: 1}}]
      - repeat: 1
        do: [{store: {var: y, value: 1}}, break, {store: {var: z, value: 1}}]
)")),
            (OutcomeSet{{0, 1, 0}}));
}

// `drain` ends at EAGAIN; the value that made it end is left in the name.
TEST(Control, DrainRunsUntilThereIsNothingMore) {
  EXPECT_EQ(outcomes(program(R"(
      - repeat: drain
        do:
          - read: {fd: e, into: n}
          - load: {var: x, into: k}
          - store: {var: x, value: k + 1}
      - if: n == EAGAIN
        then: [{store: {var: y, value: 1}}]
)")),
            (OutcomeSet{{3, 1, 0}}));
}

// A reader that went on after the end of the stream would never finish.
TEST(Control, DrainEndsAtTheEndOfAStream) {
  EXPECT_EQ(outcomes(program(R"(
      - close: conn.b
      - repeat: drain
        do: [{read: {fd: conn.a, size: 4, into: n}}]
      - store: {var: x, value: n}
      - store: {var: y, value: 1}
)")),
            (OutcomeSet{{0, 1, 0}}));
}

TEST(Control, BreakAndContinueMeanTheInnermostLoop) {
  EXPECT_EQ(outcomes(program(R"(
      - loop:
          - load: {var: x, into: n}
          - store: {var: x, value: n + 1}
          - repeat: 5
            do: [{store: {var: y, value: n}}, break]
          - if: n < 3
            then: [continue]
          - break
      - store: {var: z, value: 1}
)")),
            (OutcomeSet{{4, 3, 1}}));
}

TEST(Control, ElseIsTakenWhenThenIsNot) {
  EXPECT_EQ(outcomes(program(R"(
      - if: x == 1
        then: [{store: {var: y, value: 1}}]
        else: [{store: {var: y, value: 2}}]
      - if: x == 0 and (y == 2 or y == 3)
        then: [{store: {var: z, value: 1}}]
        else: [{store: {var: z, value: 2}}]
)")),
            (OutcomeSet{{0, 2, 1}}));
}

TEST(Control, ExitEndsTheThread) {
  EXPECT_EQ(outcomes(program(R"(
      - repeat: 2
        do: [{store: {var: x, value: 1}}, exit]
      - store: {var: y, value: 1}
)")),
            (OutcomeSet{{1, 0, 0}}));
}

TEST(Control, ForSeesEachEventWithItsData) {
  EXPECT_EQ(outcomes(program(R"(
      - wait: {ep: ep, max: 4, into: ev, returns: 2}
      - store: {var: x, value: ev.n}
      - for: {each: ev, as: e}
        do:
          - if: e.fd == lst
            then: [{store: {var: y, value: e.data.gen}}, continue]
          - if: e.events has IN and e.data == conn.a
            then: [{store: {var: z, value: 1}}]
)")),
            (OutcomeSet{{2, 7, 1}}));
}

TEST(Control, AWaitThatFindsNothingHasNoEvents) {
  EXPECT_EQ(outcomes(program(R"(
      - del: {ep: ep, fd: lst}
      - del: {ep: ep, fd: conn.a}
      - wait: {ep: ep, max: 2, timeout: 0, into: ev}
      - for: {each: ev, as: e}
        do: [{store: {var: x, value: 1}}]
      - store: {var: y, value: ev.n + 5}
)")),
            (OutcomeSet{{0, 5, 0}}));
}

TEST(Control, ExpressionsCalculate) {
  EXPECT_EQ(outcomes(program(R"(
      - load: {var: x, into: n}
      - store: {var: x, value: n + 7 - 2}
      - store: {var: y, value: not n == 0 or -n < 1}
      - store: {var: z, value: (x >= 5) + (x <= 5) + (x > 5) + (x != 4)}
)")),
            (OutcomeSet{{5, 1, 3}}));
}

TEST(Control, AnAssertionThatFailsNamesItsLine) {
  RunResult found = run_text(program("      - assert: x == 1\n"));
  ASSERT_THAT(found.violated, ElementsAre("assert"));
  EXPECT_EQ(found.result.violations[0].message, "`x == 1` does not hold (line 15)");
}

TEST(Control, AResultThatIsNotWhatReturnsSaysNamesItsLine) {
  RunResult found = run_text(program("      - read: {fd: conn.a, size: 9, returns: 6}\n"));
  ASSERT_THAT(found.violated, ElementsAre("returns"));
  EXPECT_EQ(found.result.violations[0].message, "`read` did not return 6 (line 15)");
}

TEST(Control, ReturnsHoldsForErrors) {
  EXPECT_THAT(violated(program(R"(
      - add: {ep: ep, fd: lst, events: IN, returns: EEXIST}
      - close: {fd: e, returns: 0}
      - close: {fd: e, returns: EBADF}
      - mod: {ep: ep, fd: e, events: IN, returns: EBADF}
      - poll: {fd: conn.b, into: p}
      - assert: p has OUT and not (p has IN)
)")),
              IsEmpty());
}

TEST(Control, DescriptorsAreNumbers) {
  EXPECT_THAT(violated(program(R"(
      - dup: {fd: conn.a, into: copy}
      - assert: copy > ep
      - close: conn.a
      - accept: {fd: lst, into: c}
      - assert: c == conn.a
      - dup: {fd: copy, to: e, into: d}
      - assert: d == e
      - read: {fd: d, size: 9, returns: 5}
      - shutdown: {fd: conn.b, how: WR, returns: 0}
      - read: {fd: d, size: 9, returns: 0}
)")),
              IsEmpty());
}

// Names that will not be read again do not tell states apart.
TEST(Control, ForgottenResultsMakeNoStates) {
  auto states = [](const char* into) {
    return run_text(std::string(R"(
vars: {x: 0, y: 0}
threads:
  T:
    count: 3
    steps:
      - xchg: {var: x, value: $i)") +
                    into + "}\n      - store: {var: y, value: 1}\n")
        .result.statistics.states;
  };
  EXPECT_EQ(states(", into: old"), states(""));
}

}  // namespace
}  // namespace epcheck::scenario
