// SPDX-License-Identifier: MIT
// Runs work in a child process of its own, so that its CPU time and its memory are its own and a
// crash ends one row only.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace epcheck::bench {

struct Measured {
  std::string output;      // what the work has returned, or the command has printed
  double cpu_seconds = 0;  // user and system, of the child and its own children
  double peak_mib = 0;     // the largest resident set of a process
  int signal = 0;          // that ended the child; 0 if it ended itself
  int exit_code = 0;
};

/// Runs `work` in a forked child. It is killed after `most_cpu_seconds` of CPU time.
Measured measure(const std::function<std::string()>& work, double most_cpu_seconds);

/// Runs a command, found in PATH, in the directory `where`; its output is both streams.
Measured measure_command(const std::vector<std::string>& command, const std::string& where,
                         double most_cpu_seconds);

}  // namespace epcheck::bench
