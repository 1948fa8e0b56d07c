// SPDX-License-Identifier: MIT
// The programs by which checkers are compared, under the names and with the parameters N and M of
// their C11 twins, and one table of them (programs.cc). Each is a body for check() that runs on
// fibers and asserts what its twin asserts; loops that wait are loops.
#pragma once

#include <ostream>
#include <span>
#include <string_view>

#include "checker/check.h"

namespace epcheck::bench {

/// Most threads of one kind, and the length of the arrays that are indexed by thread.
inline constexpr unsigned kMost = 16;

/// What a program is run with. It must outlive the check: threads read it.
struct Size {
  unsigned n = 2;
  unsigned m = 1;
  bool bug = false;      // the twin's -DBUG (sleepwake, sleeplive: -DFENCES=0)
  bool observe = false;  // threads give what they read to outcome(); tells more states apart
};

using Body = void (*)(const Size&);

struct Program {
  const char* name;
  Body body;
  Size smallest;                // for smoke tests
  const char* finds = nullptr;  // the property that it violates, or null if it holds
  bool livelock = false;        // the question is whether a loop ends
};

/// For messages of tests.
inline void PrintTo(const Program& program, std::ostream* out) { *out << program.name; }

std::span<const Program> programs();
/// Null if there is none of that name.
const Program* find_program(std::string_view name);

/// Checks `program` with `size`. Of `options`, report_livelock is the program's own.
Result check_program(const Program& program, const Size& size, Options options);

}  // namespace epcheck::bench
