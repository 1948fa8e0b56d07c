// SPDX-License-Identifier: MIT
#include "checker/rival.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checker/bug.h"

namespace epcheck {

namespace {

constexpr int kPollMilliseconds = 50;
/// An execution with more steps is probably one of a loop that waits, of which there is no end.
constexpr std::size_t kLongestExecution = 400;

/// What the rival says at the end of a turn.
struct Report {
  std::uint64_t transitions;
  double expected;
  bool mostly_blocked;
  std::uint64_t result_bytes;  // of the findings that follow; 0: it is not finished
};

void send(int to, const void* bytes, std::size_t count) {
  for (std::size_t done = 0; done < count;) {
    ssize_t n = write(to, static_cast<const char*>(bytes) + done, count - done);
    if (n <= 0) _exit(70);
    done += static_cast<std::size_t>(n);
  }
}

/// In the rival: how far it may go, and what it says when it has come there.
class RivalTurns : public Turns {
 public:
  RivalTurns(int from, int to) : from_(from), to_(to) { wait(); }
  bool over(std::uint64_t, const Findings& findings) override {
    if (findings.statistics.transitions >= until_) {
      const Statistics& done = findings.statistics;
      bool hopeless =
          done.executions + done.blocked == 0 || Machine::get().depth() > kLongestExecution;
      double explored = hopeless ? 0 : Bounds::explored();
      double all = static_cast<double>(done.transitions);
      tell({done.transitions, explored > 0 ? all / explored : Rival::kUnknown,
            done.blocked > done.executions, 0});
      wait();
    }
    return false;
  }
  void tell(const Report& report) { send(to_, &report, sizeof report); }

 private:
  /// The other process ends this one when it needs it no more, or dies itself.
  void wait() {
    if (read(from_, &until_, sizeof until_) != sizeof until_) _exit(0);
  }
  int from_, to_;
  std::uint64_t until_ = 0;
};

[[noreturn]] void be_rival(int from, int to, const std::function<Findings()>& search) {
  RivalTurns turns(from, to);
  Bounds::turns = &turns;
  Findings findings = search();
  WireWriter wire;
  findings.write(wire);
  wire.number(findings.statistics.states);
  wire.number(findings.statistics.blocked);
  wire.number(findings.statistics.restarts);
  std::string bytes = wire.take();
  turns.tell({findings.statistics.transitions, 0, false, bytes.size()});
  send(to, bytes.data(), bytes.size());
  _exit(0);
}

}  // namespace

Rival::Rival(const std::function<Findings()>& search) {
  int down[2], up[2];
  CHECK(pipe(down) == 0 && pipe(up) == 0, "no pipe to a rival search");
  pid_t parent = getpid();
  process_ = fork();
  CHECK(process_ >= 0, "a rival search cannot be forked");
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(70);
    close(down[1]);
    close(up[0]);
    be_rival(down[0], up[1], search);
  }
  close(down[0]);
  close(up[1]);
  to_ = down[1];
  from_ = up[0];
}

Rival::~Rival() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  close(to_);
  close(from_);
}

/// False if the rival was not heard to the end, because somebody wants to stop.
bool Rival::receive(void* bytes, std::size_t count, const std::atomic<bool>* stop) {
  for (std::size_t done = 0; done < count;) {
    pollfd wait{from_, POLLIN, 0};
    if (poll(&wait, 1, kPollMilliseconds) <= 0) {
      if (stop != nullptr && stop->load(std::memory_order_relaxed)) return false;
      continue;
    }
    ssize_t n = read(from_, static_cast<char*>(bytes) + done, count - done);
    CHECK(n > 0, "a rival search has died");
    done += static_cast<std::size_t>(n);
  }
  return true;
}

void Rival::run_until(std::uint64_t transitions, const std::atomic<bool>* stop) {
  if (findings_ || running_) return;
  CHECK(write(to_, &transitions, sizeof transitions) == sizeof transitions, "no word to a rival");
  running_ = true;
  Report report;
  if (!receive(&report, sizeof report, stop)) return;
  transitions_ = report.transitions;
  expected_ = report.expected;
  mostly_blocked_ = report.mostly_blocked;
  if (report.result_bytes != 0) {
    std::string bytes(report.result_bytes, '\0');
    if (!receive(bytes.data(), bytes.size(), stop)) return;
    WireReader wire(bytes);
    findings_.emplace().merge(wire);
    findings_->statistics.states = wire.number();
    findings_->statistics.blocked = wire.number();
    findings_->statistics.restarts = static_cast<unsigned>(wire.number());
  }
  running_ = false;
}

}  // namespace epcheck
