// SPDX-License-Identifier: MIT
// What is needed only while a schedule is replayed for a trace: names of memory, and the place in
// the source of an operation. Host memory, no part of any state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "checker/recorder.h"

namespace epcheck {

/// Names of ranges of memory. The latest label of a range wins.
class Labels {
 public:
  void clear() { ranges_.clear(); }
  void add(const void* object, std::size_t bytes, std::string_view name);
  /// "" if unnamed; "name+8" inside of a named range.
  std::string find(const void* address) const;

 private:
  struct Range {
    std::size_t bytes;
    std::string name;
  };
  std::map<std::uintptr_t, Range> ranges_;
};

/// The innermost function that is not part of the engine's headers, for a return address. Needs
/// debug information (-g1); without it the result is empty.
SourceLine source_line(const void* pc);

}  // namespace epcheck
