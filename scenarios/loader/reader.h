// SPDX-License-Identifier: MIT
// Reads values out of nodes: numbers, words, names, maps with known keys. A value that is not what
// was expected is added to the errors, and the caller gets a harmless default so that reading goes
// on and several errors are found. One Reader serves one variant.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/loader/text.h"

namespace epcheck::scenario {

using Words = std::vector<std::string>;

/// A word of the language and what it stands for.
struct Word {
  const char* text;
  int value;
};

class Reader {
 public:
  Reader(const Source& source, Errors& errors, Params in_force)
      : source_(source), errors_(errors), params_(std::move(in_force)) {}

  /// Errors outside of `extent`, which is where the variant stands, say that they are the
  /// variant's.
  void set_variant(std::string name, Span extent) {
    variant_ = std::move(name);
    extent_ = extent;
  }

  const Params& params() const { return params_; }
  /// What `$i` is from here on.
  void set_index(std::optional<unsigned> index) { params_.index = index; }

  void error(const Node& node, std::string message, std::string help = "");
  void error(const Text& text, std::size_t begin, std::size_t end, std::string message,
             std::string help = "");
  /// An unknown word: says which words are known, or which is near.
  void unknown(const Text& text, std::size_t begin, std::size_t end, const std::string& message,
               const Words& known);
  /// As unknown(), for a name that should have been declared. Silent after incomplete_names(),
  /// unless a near name exists: the declaration may be what has an error.
  void undeclared(const Text& text, std::size_t begin, std::size_t end, const std::string& message,
                  const Words& known);
  std::size_t errors() const { return errors_.size(); }
  void incomplete_names() { names_are_complete_ = false; }
  bool names_are_complete() const { return names_are_complete_; }
  /// A construct of the language that this version does not have.
  void unsupported(const Node& node, std::string_view what);

  Text text(const Node& scalar) { return substitute(source_, scalar, params_, errors_); }
  Where where(const Node& node) const { return source_.where(node.span); }
  Where where(Span span) const { return source_.where(span); }

  /// False after an error. `what` completes "expected ...".
  bool expect_scalar(const Node& node, std::string_view what);
  bool expect_sequence(const Node& node, std::string_view what);
  bool expect_mapping(const Node& node, std::string_view what);

  unsigned number(const Node& node, std::string_view what, unsigned min, unsigned max);
  bool boolean(const Node& node, std::string_view what);
  /// The value of one of `words`; that of the first after an error.
  int choice(const Node& node, std::string_view what, std::initializer_list<Word> words);
  /// A word that names something: a letter, then letters, digits, `_` and `-`. "" after an error.
  std::string name(const Node& node, std::string_view what);
  /// Text that nobody interprets; parameters are not substituted.
  std::string prose(const Node& node, std::string_view what);
  /// Words joined by `|`, or 0.
  unsigned events(const Node& node);

 private:
  void add(Span place, std::string message, std::string help);

  const Source& source_;
  Errors& errors_;
  Params params_;
  std::string variant_;
  bool names_are_complete_ = true;
  Span extent_;
};

/// The keys of a map. Unknown ones are errors, as are those that this version does not support.
class Fields {
 public:
  Fields(Reader& reader, const Node& node, std::string what, Words known, Words later = {});

  /// Null if absent.
  const Node* find(std::string_view key) const;
  /// As find(), but absence is an error.
  const Node* need(std::string_view key) const;

 private:
  Reader& reader_;
  const Node& node_;
  std::string what_;
  bool mapping_;
  Words suggested_;  // for keys that were misspelled
};

bool is_name(std::string_view text);
std::string join(const Words& words);

}  // namespace epcheck::scenario
