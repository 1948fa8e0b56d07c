// SPDX-License-Identifier: MIT
// What a replayed schedule looks like from outside: a Recorder is told of each event in order. The
// searches never record; a counterexample is replayed once with a Recorder attached.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/op.h"

namespace epcheck {

/// Where in the source an operation stands; empty where unknown.
struct SourceLine {
  std::string file;
  std::string function;
  unsigned line = 0;
};

/// One operation that was carried out.
struct OpEvent {
  std::size_t decision;  // index into the schedule
  unsigned thread;
  OpCode code;
  const void* address;    // null where there is none
  std::string object;     // its label, "" if it has none
  std::uint64_t value;    // read, or chosen
  std::uint64_t written;  // for store and rmw
  SourceLine where;
  unsigned behind = 0;  // later writes to the word that this read, or write, comes before
};

class Recorder {
 public:
  virtual ~Recorder() = default;
  /// A thread was started; `name` may be empty.
  virtual void on_thread(unsigned thread, std::string_view name) = 0;
  virtual void on_op(const OpEvent& event) = 0;
  /// What the next violation is about, and was not carried out: an access to freed memory, say.
  virtual void on_attempt(const OpEvent& event) { static_cast<void>(event); }
  /// epcheck::note() of the thread; `function` is the innermost Function it is in.
  virtual void on_note(std::size_t decision, unsigned thread, std::string_view kind,
                       std::string_view text, std::string_view function) = 0;
  virtual void on_violation(std::size_t decision, unsigned thread, std::string_view property,
                            std::string_view message) = 0;
  /// Something of the program's state has another value since the last operation. The engine knows
  /// no such things and never calls this: whoever runs the program may, see scenario::record().
  virtual void on_change(std::string_view what, std::string_view value) {
    static_cast<void>(what);
    static_cast<void>(value);
  }
};

}  // namespace epcheck
