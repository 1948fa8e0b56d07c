// SPDX-License-Identifier: MIT
// The YAML of a scenario file as a tree of nodes that know where they stand. This pair is the only
// place that knows libfyaml. What the scenario language does not allow is refused here: anchors,
// aliases, tags, several documents, keys that are not plain words, a key given twice, tabs, bytes
// that are not UTF-8, nesting deeper than kMaxDepth, files larger than kMaxBytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/loader/diagnostic.h"

namespace epcheck::scenario {

inline constexpr std::size_t kMaxBytes = 1 << 20;
inline constexpr unsigned kMaxDepth = 64;

struct Pair;

struct Node {
  enum class Kind { scalar, sequence, mapping };
  Kind kind = Kind::scalar;
  bool plain = true;        // scalar: not quoted and no block
  std::string text;         // scalar
  Span span;                // of a sequence or mapping: its first character
  std::vector<Node> items;  // sequence
  std::vector<Pair> pairs;  // mapping, in file order

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_sequence() const { return kind == Kind::sequence; }
  bool is_mapping() const { return kind == Kind::mapping; }
  /// The value of `key` in a mapping, or null.
  const Node* find(std::string_view key) const;
  /// From the first character to the last of all that the node holds.
  Span extent() const;
};

struct Pair {
  Node key;
  Node value;
};

/// The root of the only document in `source`, or null after adding to `errors`.
std::unique_ptr<Node> parse_yaml(const Source& source, Errors& errors);

}  // namespace epcheck::scenario
