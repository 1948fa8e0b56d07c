// SPDX-License-Identifier: MIT
// What a program under test says to the engine: violations, outcomes, and notes for the trace.
// Notes and labels cost nothing in a search; they are formatted only when a schedule is replayed.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <initializer_list>
#include <string_view>

extern "C" bool epc_recording;

namespace epcheck {

/// The property named `property` is violated here; the execution goes on, so that one schedule can
/// violate several. `property` and `message` must outlive the check (string literals). Also for
/// Options::at_end.
void report(const char* property, const char* message);

/// As report(), and the execution ends here.
[[noreturn]] void fail(const char* property, const char* message);

/// Violates `assert` unless `condition` holds.
inline void require(bool condition, const char* message) {
  if (!condition) fail("assert", message);
}

/// Values that an execution ends with, at most 16 in all; Result::outcomes is the set of them.
void outcome(std::initializer_list<std::int64_t> values);

/// Whether a schedule is being replayed for a trace, so that notes are of use.
inline bool recording() { return epc_recording; }

namespace detail {
void record_note(std::string_view kind, std::string_view text);
void record_label(const void* object, std::size_t bytes, std::string_view name);
void record_enter(const char* function);
void record_leave();

// Arguments travel by value: a variable whose address is taken is live as long as its function.
template <class... Args>
[[gnu::noinline]] void format_note(std::string_view kind, fmt::format_string<Args...> format,
                                   Args... args) {
  record_note(kind, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
[[gnu::noinline]] void format_label(const void* object, std::size_t bytes,
                                    fmt::format_string<Args...> format, Args... args) {
  record_label(object, bytes, fmt::format(format, std::forward<Args>(args)...));
}
}  // namespace detail

/// One line of the thread's column in the trace, such as ("sleep", "epoll_wait: sleeps on ep0").
/// `kind` groups notes: call, return, wake, sleep, arrive, state, property.
template <class... Args>
[[gnu::always_inline]] inline void note(std::string_view kind, fmt::format_string<Args...> format,
                                        Args... args) {
  if (recording()) detail::format_note<Args...>(kind, format, args...);
}

/// Gives the memory of an object a name for the trace, such as "ep0.rdllist".
template <class... Args>
[[gnu::always_inline]] inline void label(const void* object, std::size_t bytes,
                                         fmt::format_string<Args...> format, Args... args) {
  if (recording()) detail::format_label<Args...>(object, bytes, format, args...);
}

/// Names the function that the thread is in, for as long as the object lives.
class Function {
 public:
  [[gnu::always_inline]] explicit Function(const char* name) {
    if (recording()) detail::record_enter(name);
  }
  [[gnu::always_inline]] ~Function() {
    if (recording()) detail::record_leave();
  }
  Function(const Function&) = delete;
};

}  // namespace epcheck
