// SPDX-License-Identifier: MIT
// All exit codes of the command, and nothing else. Scripts depend on them: do not renumber. A run
// that checked nothing, or that stopped early, is never kOk.
#pragma once

namespace epcheck::cli {

enum ExitCode : int {
  kOk = 0,                // every verdict is as its scenario expects, every search complete
  kDiffers = 1,           // some verdict differs from `expect`
  kUsage = 2,             // bad arguments, unreadable or wrong scenario, unwritable report
  kIncomplete = 3,        // a bound was hit before the verdict was known
  kNondeterministic = 4,  // a program did different things under one schedule
  kBug = 70,              // epcheck itself is wrong (EX_SOFTWARE)
  kInterrupted = 130,     // ended by SIGINT or SIGTERM
};

}  // namespace epcheck::cli
