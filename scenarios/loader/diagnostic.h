// SPDX-License-Identifier: MIT
// What is wrong with a scenario file. A Diagnostic is a value that the caller prints:
//
//   exclusive.yaml:27:13: error: unknown step `wiat`
//             - wiat: {ep: ep$i, max: 1, into: ev}
//               ^~~~
//     did you mean `wait`?
//
// Errors collects the diagnostics of one file: in source order, without repetitions (the same
// words are read once for each variant), and at most kMaxDiagnostics of them.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "scenarios/loader/source.h"

namespace epcheck::scenario {

inline constexpr std::size_t kMaxDiagnostics = 20;

struct Diagnostic {
  std::string file;
  Where where;              // line 0: the file as a whole
  std::string message;      // "unknown step `wiat`"
  std::string help;         // "did you mean `wait`?", may be several lines, or ""
  std::string source_line;  // without its line end

  bool operator==(const Diagnostic&) const = default;
};

struct Diagnostics {
  std::vector<Diagnostic> list;  // in source order, never empty where it means failure
  std::size_t more = 0;          // further ones that were left out
};

/// As printed above, each followed by a line end.
std::string to_text(const Diagnostic& diagnostic);
std::string to_text(const Diagnostics& diagnostics);

class Errors {
 public:
  explicit Errors(const Source& source) : source_(source) {}

  void add(Span span, std::string message, std::string help = "");
  /// For what concerns the file as a whole.
  void add_whole(std::string message, std::string help = "");
  bool empty() const { return found_.empty(); }
  std::size_t size() const { return found_.size(); }
  Diagnostics take() const;

 private:
  struct Found {
    Where where;
    std::string message;
    std::string help;
    auto operator<=>(const Found& other) const {
      if (where < other.where) return std::strong_ordering::less;
      if (other.where < where) return std::strong_ordering::greater;
      return message <=> other.message;
    }
    bool operator==(const Found&) const = default;
  };
  const Source& source_;
  std::set<Found> found_;
};

}  // namespace epcheck::scenario
