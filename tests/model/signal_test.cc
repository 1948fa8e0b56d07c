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
Outcomes outcomes(F body) {
  Result result = explore(kernel_named("v7.1"), [body] {
    signals_begin(current_task()->process, kUsr1);
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
