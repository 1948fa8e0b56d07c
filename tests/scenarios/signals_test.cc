// SPDX-License-Identifier: MIT
// Signals in scenarios: who takes them, which calls they interrupt, and what properties say of
// them.
#include "tests/scenarios/running.h"

namespace epcheck::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> violated_by(Search search, const std::string& text) {
  RunOptions options;
  options.engine.search = search;
  return run_text(text, options).violated;
}

// A thread never exists without the mask that it inherits.
TEST(SignalMask, IsThereFromTheStart) {
  EXPECT_THAT(violated(R"(
files: {s: {kind: signals, mask: [TERM]}}
vars: {v: 0}
threads:
  a: {sigmask: [TERM], steps: [{kill: {process: main, signal: TERM}}, {store: {var: v, value: 1}}]}
  b: {sigmask: [TERM], steps: []}
check: [deadlock, finally: v == 1]
)"),
              IsEmpty());
}

constexpr const char* kDieLater = R"(
files: {e: {kind: eventfd}}
epolls: {ep: [{fd: e, events: IN}]}
threads:
  a:
    sigmask: [TERM]
    steps: [{kill: {process: main, signal: TERM}}, {wait: {ep: ep, sigmask: [], into: ev}}]
  b: {sigmask: [TERM], steps: [{wait: {ep: ep, into: ev}}]}
check: [deadlock]
)";

// A signal that was blocked when it came ends the whole process, and who is being made, too.
TEST(SignalWithoutAHandler, EndsTheProcessWhenItIsTaken) {
  EXPECT_THAT(violated_by(Search::states, kDieLater), IsEmpty());
  EXPECT_THAT(violated_by(Search::dpor, kDieLater), IsEmpty());
}

// No handler runs in a process that is being ended.
TEST(SignalWithAHandler, IsNotTakenByWhoIsBeingKilled) {
  EXPECT_THAT(violated(R"(
vars: {v: 0}
threads:
  a: {steps: [{await: v == 1}, {await: never}]}
  s:
    sigmask: [HUP]
    steps:
      - kill: {process: main, signal: HUP}
      - kill: {process: main, signal: KILL}
      - store: {var: v, value: 1}
handlers: {HUP: [{assert: v == 0}]}
check: [deadlock]
)"),
              IsEmpty());
}

// A thread that was told of a signal and then blocks it hands it on.
TEST(SignalToAProcess, IsForOthersOnceItIsBlocked) {
  EXPECT_THAT(violated(R"(
files: {e: {kind: eventfd}}
epolls: {ep: [{fd: e, events: IN}]}
vars: {h: 0}
threads:
  a: {steps: [{wait: {ep: ep, sigmask: [USR1], into: ev}}]}
  b: {steps: [{wait: {ep: ep, into: ev}}]}
  sender:
    sigmask: [USR1]
    steps:
      - await: waiters(ep) >= 1
      - kill: {process: main, signal: USR1}
      - await: h == 1
      - write: {fd: e, value: 1}
handlers: {USR1: [{store: {var: h, value: 1}}]}
check: [deadlock]
)"),
              IsEmpty());
}

// KILL ends whoever tries to block it.
TEST(SignalKill, CannotBeBlocked) {
  EXPECT_THAT(violated(R"(
files: {e: {kind: eventfd}}
epolls: {ep: [{fd: e, events: IN}]}
threads:
  t: {sigmask: [KILL], steps: [{wait: {ep: ep}}]}
  s: {sigmask: [KILL], steps: [{kill: {process: main, signal: KILL}}]}
check: [deadlock]
)"),
              IsEmpty());
}

// poll() that found nothing looks for signals, however short its timeout.
TEST(Poll, IsInterruptedWithTimeoutZero) {
  EXPECT_EQ(outcomes(R"(
files: {e: {kind: eventfd}}
vars: {a: 7}
threads:
  w: {steps: [{poll: {fd: e, events: IN, timeout: 0, into: n}}, {store: {var: a, value: n == EINTR}}]}
  s: {steps: [{kill: {thread: w, signal: USR1}}]}
handlers: {USR1: []}
outcomes: {observe: a}
)"),
            (OutcomeSet{{0}, {1}}));
}

// It begins anew if another thread was quicker to take the signal.
TEST(Poll, IsInterruptedByHandlersOnly) {
  EXPECT_EQ(outcomes(R"(
files: {e: {kind: eventfd}, s: {kind: signals, mask: [USR1]}}
vars: {handled: 0, early: 0}
threads:
  w:
    steps:
      - poll: {fd: e, events: IN, timeout: inf, into: n}
      - store: {var: early, value: n == EINTR and handled == 0}
  r: {sigmask: [USR1], steps: [{read: {fd: s}}, {write: {fd: e, value: 1}}]}
  k: {sigmask: [USR1], steps: [{kill: {process: main, signal: USR1}}]}
handlers: {USR1: [{store: {var: handled, value: 1}}]}
outcomes: {observe: [handled, early]}
)"),
            (OutcomeSet{{0, 0}, {1, 0}}));
}

// A signal tells the items that lie on the queue of its process, not all of the file.
TEST(LostWakeup, IsNotOwedToItemsOfAnotherProcess) {
  EXPECT_THAT(violated(R"(
files: {s: {kind: signals, mask: [USR1]}, e: {kind: eventfd}}
epolls: {ep: [{fd: s, events: IN|ET}], epc: [], other: [{fd: e, events: IN}]}
processes: {child: {fork_of: main}}
threads:
  p:
    sigmask: [USR1]
    steps:
      - kill: {process: main, signal: USR1}
      - wait: {ep: ep, returns: 1}
      - fork: child
      - wait: {ep: ep}
  c:
    sigmask: [USR1]
    process: child
    steps:
      - add: {ep: epc, fd: s, events: IN}
      - kill: {process: child, signal: USR1}
      - await: never
check: [lost-wakeup]
)"),
              IsEmpty());
}

// Several signalfds share the queue of the process, and so the one wake-up of exclusive items.
TEST(LostWakeup, OfExclusiveItemsIsJudgedByQueue) {
  EXPECT_THAT(violated(R"(
files: {s1: {kind: signals, mask: [USR1]}, s2: {kind: signals, mask: [USR1]}}
epolls: {b: [{fd: s2, events: IN|EXCLUSIVE}], a: [{fd: s1, events: IN|EXCLUSIVE}]}
threads:
  w: {sigmask: [USR1], steps: [{wait: {ep: a}}]}
  v: {sigmask: [USR1], steps: [{wait: {ep: b}}]}
  k:
    sigmask: [USR1]
    steps:
      - await: waiters(a) == 1 and waiters(b) == 1
      - kill: {process: main, signal: USR1}
check: [lost-wakeup]
)"),
              IsEmpty());
}

// A signal to one thread makes a signalfd ready for that thread.
TEST(LostWakeup, IsFoundForASignalToAThread) {
  EXPECT_THAT(violated(R"(
kernel: v7.1 without ep_poll_callback.rdllist
files: {s: {kind: signals, mask: [USR1]}, e: {kind: eventfd}}
epolls: {ep: [{fd: s, events: IN}]}
threads:
  t: {sigmask: [USR1], steps: [{await: count(e) == 1}, {wait: {ep: ep}}]}
  s: {sigmask: [USR1], steps: [{kill: {thread: t, signal: USR1}}, {write: {fd: e, value: 1}}]}
check: [lost-wakeup, deadlock]
)"),
              ElementsAre("lost-wakeup"));
}

// Signals without end are finite where memory has several orders, too.
TEST(SignalsInALoop, AreFinite) {
  constexpr const char* kLoops = R"(
vars: {v: 0}
memory: tso
threads:
  w: {steps: [{loop: [{kill: {thread: x, signal: USR1}}]}]}
  x: {steps: [{loop: [{store: {var: v, value: 1}}]}]}
handlers: {USR1: []}
check: [deadlock]
)";
  RunOptions options;
  options.engine.memory = Memory::tso;
  options.engine.max_states = 10'000;
  EXPECT_TRUE(run_text(kLoops, options).result.complete);
}

constexpr const char* kHandlerAsks = R"(
files: {e: {kind: eventfd, count: 1}}
epolls: {ep: [{fd: e, events: IN}]}
threads:
  t: {steps: [{await: never}], daemon: true}
  s: {steps: [{kill: {thread: t, signal: USR1}}]}
handlers: {USR1: [{mod: {ep: ep, fd: e, events: IN|WAKEUP}}]}
check: [deadlock]
)";

// What only a handler does is seen.
TEST(Handlers, MayAskForWakeup) {
  EXPECT_THAT(violated(kHandlerAsks), ElementsAre("suspend-while-ready"));
}

TEST(Handlers, MayRead) {
  EXPECT_EQ(outcomes(R"(
files: {c: {kind: stream, pending: 3}}
vars: {v: 0}
threads:
  t: {steps: [{await: v == 1}]}
  u: {steps: [{await: v == 1}, {read: {fd: c.a, size: 1}}]}
  s: {steps: [{kill: {thread: t, signal: USR1}}]}
handlers: {USR1: [{read: {fd: c.a, size: 2}}, {store: {var: v, value: 1}}]}
outcomes: {observe: bytes_by_thread(c)}
)"),
            (OutcomeSet{{2, 1, 0}}));
}

}  // namespace
}  // namespace epcheck::scenario
