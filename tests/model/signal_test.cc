// SPDX-License-Identifier: MIT
// Signals and signalfds on the newest kernel: who takes a signal, and what a wait makes of it.
#include "model/signal.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "model/fdtable.h"
#include "tests/model/kernel_world.h"

namespace epcheck {
namespace {

constexpr int kEp = 3, kFd = 4;
constexpr SignalSet kUsr1 = signal_bit(SIGUSR1);

template <class F>
Outcomes outcomes(F body, SignalSet handled = kUsr1) {
  Result result = explore(kernel_named("v7.1"), [body, handled] {
    signals_begin(current_task()->process, handled);
    body();
  });
  EXPECT_EQ(result.verdict, Verdict::holds);
  return result.outcomes;
}

void watch_signals() {
  sys_epoll_create1(0);
  sys_signalfd(kUsr1);
  add(kEp, kFd, EPOLLIN);
}

void send_usr1() { kill_process(current_task()->process, SIGUSR1); }

/// Whether the current task runs a handler now; it ends it at once.
bool handles() {
  if (exit_to_user_mode().work != SignalWork::handle) return false;
  sigreturn();
  return true;
}

// The wait ends with EINTR and the handler runs, unless the signal came before the wait.
TEST(Signals, EndAWait) {
  EXPECT_EQ(outcomes([] {
              sys_epoll_create1(0);
              start("T", [] {
                bool before = handles();
                int result = before ? 0 : wait_one(kEp, Timeout::infinite);
                outcome({before, result, handles()});
              });
              start("K", [] { send_usr1(); });
            }),
            (Outcomes{{1, 0, 0}, {0, -EINTR, 1}}));
}

// A blocked signal ends no wait; it is pending, once, however often it was sent.
TEST(Signals, WaitWhileBlocked) {
  EXPECT_EQ(outcomes([] {
              watch_signals();
              start("T", [] {
                set_current_blocked(kUsr1);
                send_usr1();
                send_usr1();
                int event = wait_one(kEp, Timeout::infinite);
                ByteRange got{0, 0};
                sys_read(kFd, 128, &got);
                outcome({event, got.begin == SIGUSR1, sys_read(kFd, 128, nullptr), handles()});
              });
            }),
            (Outcomes{{kFd, 1, -EAGAIN, 0}}));
}

// The wait has a mask of its own; the task's is back after the handler.
TEST(Signals, AreTakenUnderTheMaskOfTheWait) {
  EXPECT_EQ(outcomes([] {
              sys_epoll_create1(0);
              start("T", [] {
                set_current_blocked(kUsr1);
                send_usr1();
                bool before = handles();
                EpollEvent event{0, 0};
                int result = sys_epoll_pwait(kEp, &event, 1, Timeout::infinite, 0);
                bool during = handles();
                send_usr1();
                outcome({before, result, during, handles()});
              });
            }),
            (Outcomes{{0, -EINTR, 1, 0}}));
}

// A signal to the process goes to a task that does not block it.
TEST(Signals, GoToATaskThatTakesThem) {
  EXPECT_EQ(outcomes([] {
              sys_epoll_create1(0);
              start("blocks", [] {
                set_current_blocked(kUsr1);
                send_usr1();
                outcome({1, handles()});
              });
              start("takes", [] { outcome({2, wait_one(kEp, Timeout::infinite)}); });
            }),
            (Outcomes{{1, 0, 2, -EINTR}}));
}

// A signal to one task makes the file readable for that one alone, whoever wakes.
TEST(Signalfd, IsReadableForWhoeverHasTheSignal) {
  EXPECT_EQ(outcomes([] {
              sys_signalfd(kUsr1);
              start("T", [] {
                set_current_blocked(kUsr1);
                kill_task(current_task(), SIGUSR1);
                start("U", [] { outcome({sys_poll(3)}); });
                outcome({sys_poll(3)});
              });
            }),
            (Outcomes{{EPOLLIN, 0}}));
}

// A signal that nobody handles ends every task of the process, also one that sleeps.
TEST(Signals, WithoutAHandlerEndTheProcess) {
  EXPECT_EQ(outcomes([] {
              sys_epoll_create1(0);
              start("T", [] {
                int result = wait_one(kEp, Timeout::infinite);
                outcome({result, exit_to_user_mode().work == SignalWork::die});
              });
              start("K", [] {
                Task* self = current_task();
                kill_process(self->process, SIGTERM);
                outcome({fatal_signal_pending(self)});
              });
            }),
            (Outcomes{{-EINTR, 1, 1}}));
}

// Who comes to take it ends the others as well, though they have it blocked.
TEST(Signals, WithoutAHandlerEndTheProcessWhenTheyAreTaken) {
  EXPECT_EQ(outcomes([] {
              sys_epoll_create1(0);
              start(
                  "T",
                  [] {
                    set_current_blocked(signal_bit(SIGTERM));
                    kill_process(current_task()->process, SIGTERM);
                    set_current_blocked(0);
                    outcome({exit_to_user_mode().work == SignalWork::die});
                  },
                  signal_bit(SIGTERM));
              start(
                  "U", [] { outcome({wait_one(kEp, Timeout::infinite)}); }, signal_bit(SIGTERM));
            }),
            (Outcomes{{1, -EINTR}}));
}

// Who is made by a process that is being ended is ended.
TEST(Signals, WithoutAHandlerEndWhoIsBeingMade) {
  EXPECT_EQ(outcomes([] {
              start("T", [] {
                kill_process(current_task()->process, SIGTERM);
                start("U", [] { outcome({exit_to_user_mode().work == SignalWork::die}); });
              });
            }),
            (Outcomes{{1}}));
}

// A task that blocks a signal of the process, of which it was told, leaves it to others.
TEST(Signals, GoToOthersOnceTheyAreBlocked) {
  EXPECT_EQ(outcomes([] {
              start("T", [] {
                Task* other = task_create(kernel(), current_task()->process, "other");
                send_usr1();
                bool before = signal_pending(other);
                set_current_blocked(kUsr1);
                outcome({before, signal_pending(other)});
              });
            }),
            (Outcomes{{0, 1}}));
}

// What nobody took is there for who begins later.
TEST(Signals, WaitForWhoTakesThem) {
  EXPECT_EQ(outcomes([] {
              start(
                  "T",
                  [] {
                    send_usr1();
                    start("U", [] { outcome({handles()}); });
                  },
                  kUsr1);
            }),
            (Outcomes{{1}}));
}

// A task that runs and has a signal may be on no CPU: then the next signal is for another.
TEST(Signals, PassOverWhoRunsOnNoCpu) {
  EXPECT_EQ(outcomes(
                [] {
                  start("T", [] {
                    Task* other = task_create(kernel(), current_task()->process, "other");
                    kill_task(current_task(), SIGUSR1);
                    kill_process(current_task()->process, SIGUSR2);
                    outcome({signal_pending(other)});
                  });
                },
                kUsr1 | signal_bit(SIGUSR2)),
            (Outcomes{{0}, {1}}));
}

// Since 5.7 who is being killed collects nothing, with timeout 0 either.
TEST(Signals, ThatKillLetNothingBeCollected) {
  auto collected = [](const char* name) {
    Result result = explore(kernel_named(name), [] {
      signals_begin(current_task()->process, 0);
      sys_epoll_create1(0);
      sys_eventfd(1, false);
      add(kEp, kFd, EPOLLIN);
      start("T", [] {
        kill_process(current_task()->process, SIGTERM);
        outcome({wait_one(kEp, Timeout::zero)});
      });
    });
    return result.outcomes;
  };
  EXPECT_EQ(collected("v5.6"), (Outcomes{{kFd}}));
  EXPECT_EQ(collected("v5.7"), (Outcomes{{-EINTR}}));
}

// Nobody reads KILL from a file.
TEST(Signalfd, LeavesKillAlone) {
  EXPECT_EQ(outcomes([] {
              sys_signalfd(signal_bit(SIGKILL));
              start("T", [] {
                kill_task(current_task(), SIGKILL);
                outcome({sys_read(3, 128, nullptr)});
              });
            }),
            (Outcomes{{-EAGAIN}}));
}

// Who has ended is sent nothing.
TEST(Signals, DoNotReachWhoHasEnded) {
  EXPECT_EQ(outcomes([] {
              Process* child = process_create();
              sys_fork(child, 1);
              Task* task = task_create(kernel(), child, "C");
              thread([task] {
                task_begin(task);
                sys_exit();
                start("P", [task] { outcome({kill_task(task, SIGUSR1)}); });
              });
            }),
            (Outcomes{{-ESRCH}}));
}

}  // namespace
}  // namespace epcheck
