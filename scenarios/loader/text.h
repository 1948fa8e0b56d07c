// SPDX-License-Identifier: MIT
// The text of a scalar after `$name` has been substituted, with the place in the file that each
// of its bytes comes from: an error in a parameter's value points at the value, wherever the
// parameter is used.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scenarios/loader/yaml.h"

namespace epcheck::scenario {

/// The parameters that are in force where a scalar is read.
struct Params {
  std::map<std::string, const Node*> values;              // scalars
  std::map<std::string, std::set<std::string>> possible;  // values over all variants
  std::optional<unsigned> index;                          // `$i`, in a counted thread or instance
};

struct Text {
  std::string text;
  std::vector<Span> origin;          // of each byte
  std::vector<std::string> through;  // of each byte: the parameter that it came through, or ""
  Span span;                         // of the scalar itself
  bool plain = true;                 // neither quoted nor a block
  bool broken = false;               // a parameter is missing: an error has been reported

  /// Where bytes [begin, end) stand; the whole scalar if they have no place of their own.
  Span place(std::size_t begin, std::size_t end) const;
  /// The parameter that all of [begin, end) came through, or "".
  std::string parameter(std::size_t begin, std::size_t end) const;
};

inline constexpr std::size_t kMaxText = 4096;  // bytes of one scalar after substitution

/// The text of a scalar. An undefined or endless parameter is added to `errors` and left out.
Text substitute(const Source& source, const Node& scalar, const Params& params, Errors& errors);

}  // namespace epcheck::scenario
