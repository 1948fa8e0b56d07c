// SPDX-License-Identifier: MIT
// Spin on bench/epoll_core.pml, the model of epoll-core that an expert writes by hand with each
// critical section as one step. Needs the Debian packages spin and gcc.
#pragma once

#include "bench/epoll_core.h"

namespace epcheck::bench {

struct SpinRun {
  bool finished = false;   // the whole state space, without error
  double cpu_seconds = 0;  // of the verifier alone; translating and compiling are not counted
  double peak_mib = 0;
  unsigned long long states = 0;
  std::string note;  // why it has not finished
};

/// Whether `spin` and `gcc` can be run.
bool has_spin();

/// Translates and compiles the model (-O2 -DSAFETY) in a new directory, runs it, removes it.
SpinRun run_spin(const EpollCore& parameters, double most_cpu_seconds, unsigned most_mib);

}  // namespace epcheck::bench
