// SPDX-License-Identifier: MIT
#include "checker/bug.h"

#include <unistd.h>

#include <cstdio>
#include <string>

#include "checker/machine.h"

namespace epcheck {

void bug(const char* condition, const char* file, int line, const char* message) {
  static bool again = false;
  std::fprintf(stderr, "epcheck: internal error: %s\n  %s failed at %s:%d\n", message, condition,
               file, line);
  if (!again) {
    again = true;
    std::string schedule = Machine::get().schedule_so_far();
    if (!schedule.empty()) std::fprintf(stderr, "  after the schedule %s\n", schedule.c_str());
  }
  std::fflush(stderr);
  _exit(70);
}

}  // namespace epcheck
