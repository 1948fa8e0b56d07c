// SPDX-License-Identifier: MIT
#include <cstdint>
#include <cstdio>

#include "tests/fuzz/trace_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string wrong = epcheck::fuzz::wrong_with_trace({reinterpret_cast<const char*>(data), size});
  if (wrong.empty()) return 0;
  std::fprintf(stderr, "%s\n", wrong.c_str());
  __builtin_trap();
}
