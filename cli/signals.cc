// SPDX-License-Identifier: MIT
#include "cli/signals.h"

#include <signal.h>
#include <unistd.h>

#include <cstring>

#include "checker/native_fault.h"
#include "cli/exit_code.h"
#include "cli/files.h"

namespace epcheck::cli {
namespace {

pid_t main_process;
std::atomic<bool> was_interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void say(const char* text) {
  if (getpid() != main_process) return;
  [[maybe_unused]] ssize_t written = write(STDERR_FILENO, text, std::strlen(text));
}

void on_interrupt(int) {
  if (!was_interrupted.exchange(true)) return say("\nepcheck: interrupted\n");
  if (getpid() == main_process) remove_unfinished_file();
  _exit(kInterrupted);
}

void on_crash(int signal) {
  if (getpid() == main_process) remove_unfinished_file();
  say("epcheck: this is a bug of epcheck, please report it: killed by ");
  say(sigabbrev_np(signal));
  say("\n");
  _exit(kBug);
}

void on_fault(int signal, siginfo_t* info, void* context) {
  if (!continue_after_fault(*info, context)) on_crash(signal);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_ONSTACK | SA_RESTART;  // a fiber's stack may be what overflowed
  sigaction(signal, &action, nullptr);
}

}  // namespace

void handle_signals() {
  static char stack[16 * 1024];
  stack_t alternative = {};
  alternative.ss_sp = stack;
  alternative.ss_size = sizeof stack;
  sigaltstack(&alternative, nullptr);
  main_process = getpid();
  for (int signal : {SIGINT, SIGTERM}) handle(signal, on_interrupt);
  struct sigaction fault = {};
  fault.sa_sigaction = on_fault;
  fault.sa_flags = SA_ONSTACK | SA_SIGINFO;
  sigaction(SIGSEGV, &fault, nullptr);
  for (int signal : {SIGBUS, SIGFPE, SIGILL, SIGABRT}) handle(signal, on_crash);
}

const std::atomic<bool>& interrupted() { return was_interrupted; }

}  // namespace epcheck::cli
