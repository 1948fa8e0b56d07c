// SPDX-License-Identifier: MIT
// CHECK(): conditions that only a bug of epcheck itself can break. They stay on in every build. A
// failure prints the condition, the place, and the schedule that was being explored, and exits with
// code 70 (EX_SOFTWARE).
#pragma once

namespace epcheck {

[[noreturn]] void bug(const char* condition, const char* file, int line, const char* message);

}  // namespace epcheck

#define CHECK(condition, message) \
  ((condition) ? static_cast<void>(0) : ::epcheck::bug(#condition, __FILE__, __LINE__, message))
