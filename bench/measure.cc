// SPDX-License-Identifier: MIT
#include "bench/measure.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace epcheck::bench {

namespace {

double seconds(const timeval& time) { return time.tv_sec + time.tv_usec / 1e6; }

void limit_cpu(double most_seconds) {
  rlim_t limit = static_cast<rlim_t>(std::ceil(most_seconds));
  rlimit cpu{limit, limit + 1};
  setrlimit(RLIMIT_CPU, &cpu);
}

/// Runs `child`, which does not return, and collects what it writes to the file it is given.
template <class Child>
Measured run(double most_cpu_seconds, Child child) {
  int ends[2];
  if (pipe(ends) != 0) return {.output = "pipe failed", .exit_code = 1};
  std::fflush(nullptr);
  pid_t pid = fork();
  if (pid < 0) return {.output = "fork failed", .exit_code = 1};
  if (pid == 0) {
    close(ends[0]);
    limit_cpu(most_cpu_seconds);
    child(ends[1]);
  }
  close(ends[1]);
  Measured measured;
  char buffer[65536];
  for (ssize_t got; (got = read(ends[0], buffer, sizeof buffer)) > 0;)
    measured.output.append(buffer, static_cast<std::size_t>(got));
  close(ends[0]);
  int status = 0;
  rusage usage{};
  wait4(pid, &status, 0, &usage);
  measured.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  measured.peak_mib = usage.ru_maxrss / 1024.0;
  if (WIFSIGNALED(status)) measured.signal = WTERMSIG(status);
  if (WIFEXITED(status)) measured.exit_code = WEXITSTATUS(status);
  return measured;
}

}  // namespace

Measured measure(const std::function<std::string()>& work, double most_cpu_seconds) {
  return run(most_cpu_seconds, [&](int out) {
    std::string text = work();
    const char* at = text.data();
    for (std::size_t left = text.size(); left > 0;) {
      ssize_t wrote = write(out, at, left);
      if (wrote <= 0) _exit(1);
      at += wrote;
      left -= static_cast<std::size_t>(wrote);
    }
    _exit(0);
  });
}

Measured measure_command(const std::vector<std::string>& command, const std::string& where,
                         double most_cpu_seconds) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  return run(most_cpu_seconds, [&](int out) {
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    if (chdir(where.c_str()) == 0) execvp(words[0], words.data());
    _exit(127);
  });
}

}  // namespace epcheck::bench
