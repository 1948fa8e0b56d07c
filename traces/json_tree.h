// SPDX-License-Identifier: MIT
// JSON text as a tree whose nodes know where they stand, so that what is wrong with a file can be
// shown with its line and a caret. The parser is nlohmann's; this adds places, and limits: a file
// that is too large or nested too deeply is refused, and so is a key that stands twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace epcheck {

inline constexpr std::size_t kMaxTraceBytes = std::size_t{256} << 20;
inline constexpr std::size_t kMaxJsonDepth = 32;

/// Something wrong at byte `at` of a text.
struct JsonError {
  std::size_t at = 0;
  std::string message;
};

struct JsonMember;

struct JsonNode {
  enum class Kind { null, boolean, number, other_number, string, array, object };
  Kind kind = Kind::null;
  std::size_t at = 0;        // its first byte
  std::uint64_t number = 0;  // of kind number; those below zero, and with a fraction, are other
  std::string text;          // of kind string
  std::vector<JsonNode> items;
  std::vector<JsonMember> members;

  const JsonNode* find(std::string_view key) const;
  /// "a number", for messages.
  const char* kind_name() const;
};

struct JsonMember {
  std::string name;
  JsonNode value;
};

tl::expected<JsonNode, JsonError> parse_json(std::string_view text);

/// "trace.json:12:34: error: MESSAGE", then the line (what is near, if it is long) and a caret.
std::string show_error(const std::string& file, std::string_view text, const JsonError& error);

}  // namespace epcheck
