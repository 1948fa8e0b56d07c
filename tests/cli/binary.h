// SPDX-License-Identifier: MIT
// Runs the real command, build/cli/epcheck, as a user would: in a directory of its own, where it
// may leave traces.
#pragma once

#include <stdio.h>
#include <sys/wait.h>

#include <string>

#include "tests/cli/scratch.h"

namespace epcheck::cli {

inline const std::string kBinary = EPCHECK_BINARY_DIR "/cli/epcheck";
inline const std::string kScenarios = EPCHECK_SOURCE_DIR "/scenarios";

struct Ran {
  int code = -1;
  std::string output;  // stdout and stderr
};

inline Ran run_shell(const std::string& command) {
  Ran ran;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  char buffer[4096];
  for (std::size_t got; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    ran.output.append(buffer, got);
  int status = pclose(pipe);
  if (WIFEXITED(status)) ran.code = WEXITSTATUS(status);
  return ran;
}

/// Runs the command with these words of shell; `before` stands before the name of the command.
inline Ran run_binary(const std::string& arguments, const std::string& before = "") {
  static const Scratch directory;
  return run_shell("cd " + directory.path("") + " && " + before + " " + kBinary + " " + arguments);
}

}  // namespace epcheck::cli
