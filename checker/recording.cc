// SPDX-License-Identifier: MIT
#include "checker/recording.h"

#include <backtrace.h>
#include <cxxabi.h>
#include <fmt/format.h>

#include <cstdlib>

namespace epcheck {

void Labels::add(const void* object, std::size_t bytes, std::string_view name) {
  ranges_[reinterpret_cast<std::uintptr_t>(object)] = {bytes, std::string(name)};
}

std::string Labels::find(const void* address) const {
  std::uintptr_t wanted = reinterpret_cast<std::uintptr_t>(address);
  auto next = ranges_.upper_bound(wanted);
  if (next == ranges_.begin()) return "";
  const auto& [start, range] = *std::prev(next);
  if (wanted >= start + range.bytes) return "";
  if (wanted == start) return range.name;
  return fmt::format("{}+{}", range.name, wanted - start);
}

namespace {

/// Libbacktrace reports inlined functions from the inside out: the first that is neither the
/// engine's own nor stands in a header is the one that the user wrote.
int take_line(void* into, std::uintptr_t, const char* file, int line, const char* function) {
  SourceLine& result = *static_cast<SourceLine*>(into);
  if (file == nullptr) return 0;
  result.file = file;
  result.line = static_cast<unsigned>(line);
  if (function != nullptr) {
    int status = 0;
    char* readable = abi::__cxa_demangle(function, nullptr, nullptr, &status);
    result.function = status == 0 ? readable : function;
    std::free(readable);
  }
  if (result.file.find("/tests/") != std::string::npos) return 1;
  return result.file.find("/checker/") == std::string::npos && !result.file.ends_with(".h");
}

void ignore_error(void*, const char*, int) {}

}  // namespace

SourceLine source_line(const void* pc) {
  static backtrace_state* state = backtrace_create_state(nullptr, 0, ignore_error, nullptr);
  SourceLine result;
  if (state != nullptr && pc != nullptr)
    backtrace_pcinfo(state, reinterpret_cast<std::uintptr_t>(pc) - 1, take_line, ignore_error,
                     &result);
  return result;
}

}  // namespace epcheck
