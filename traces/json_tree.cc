// SPDX-License-Identifier: MIT
#include "traces/json_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "traces/letters.h"

namespace epcheck {
namespace {

using Json = nlohmann::json;

/// Goes over the text and tells how far the parser has come.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  Cursor operator++(int) {
    Cursor before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }
  bool operator!=(const Cursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

class TreeBuilder : public nlohmann::json_sax<Json> {
 public:
  explicit TreeBuilder(std::string_view text) : text_(text), reached_(text.data()) {}

  tl::expected<JsonNode, JsonError> build() {
    Json::sax_parse(Cursor(text_.data(), &reached_), Cursor(text_.data() + text_.size(), &reached_),
                    this);
    if (error_) return tl::unexpected(std::move(*error_));
    return std::move(root_);
  }

  bool null() override { return add(JsonNode::Kind::null); }
  bool boolean(bool) override { return add(JsonNode::Kind::boolean); }
  bool number_integer(number_integer_t) override { return add(JsonNode::Kind::other_number); }
  bool number_unsigned(number_unsigned_t value) override {
    add(JsonNode::Kind::number);
    last_->number = value;
    return true;
  }
  bool number_float(number_float_t, const string_t&) override {
    return add(JsonNode::Kind::other_number);
  }
  bool string(string_t& value) override {
    add(JsonNode::Kind::string);
    last_->text = std::move(value);
    return true;
  }
  bool binary(binary_t&) override { return true; }  // there is none in text
  bool start_object(std::size_t) override { return open(JsonNode::Kind::object); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(JsonNode::Kind::array); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    std::size_t at = start();
    if (!keys_.back().insert(name).second)
      return fail(at, fmt::format("the key `{}` stands here twice", printable(name)));
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    // "[NAME] parse error at line 1, column 2: syntax error while parsing value - WHAT; last read:
    // ..."
    std::string_view what = error.what();
    what.remove_prefix(std::min(what.find("] ") + 2, what.size()));
    if (std::size_t begin = what.find(" - "); begin != what.npos) what.remove_prefix(begin + 3);
    what = what.substr(0, what.find("; last read: "));
    return fail(position == 0 ? 0 : position - 1,
                "this is no JSON: " + printable(what) + "; is the file whole, and of epcheck?");
  }

 private:
  bool fail(std::size_t at, std::string message) {
    if (!error_) error_ = JsonError{at, std::move(message)};
    return false;
  }

  // Where the token begins that the parser has just come to the end of.
  std::size_t start() {
    std::size_t at = text_.find_first_not_of(" \t\r\n,:]}", token_end_);
    token_end_ = reached_ - text_.data();
    return std::min(at, text_.size());
  }

  bool add(JsonNode::Kind kind) {
    JsonNode node;
    node.kind = kind;
    node.at = start();
    if (open_.empty()) {
      root_ = std::move(node);
      last_ = &root_;
    } else if (open_.back()->kind == JsonNode::Kind::object) {
      open_.back()->members.push_back({std::move(key_), std::move(node)});
      last_ = &open_.back()->members.back().value;
    } else {
      last_ = &open_.back()->items.emplace_back(std::move(node));
    }
    return true;
  }
  bool open(JsonNode::Kind kind) {
    add(kind);
    open_.push_back(last_);
    keys_.emplace_back();
    return open_.size() <= kMaxJsonDepth || fail(last_->at, "this is nested too deeply");
  }
  bool close() {
    token_end_ = reached_ - text_.data();
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  std::string_view text_;
  const char* reached_;
  std::size_t token_end_ = 0;
  JsonNode root_;
  JsonNode* last_ = nullptr;
  std::vector<JsonNode*> open_;  // a node is not moved while it is open: only its parent grows
  std::vector<std::set<std::string>> keys_;  // of each open object: many keys must not take long
  std::string key_;
  std::optional<JsonError> error_;
};

constexpr std::size_t kShownBefore = 60;  // columns left of the caret
constexpr std::size_t kShown = 100;

}  // namespace

const JsonNode* JsonNode::find(std::string_view key) const {
  for (const auto& [name, node] : members)
    if (name == key) return &node;
  return nullptr;
}

const char* JsonNode::kind_name() const {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "true or false";
    case Kind::number:
    case Kind::other_number:
      return "a number";
    case Kind::string:
      return "a string";
    case Kind::array:
      return "an array";
    case Kind::object:
      return "an object";
  }
  return "";
}

tl::expected<JsonNode, JsonError> parse_json(std::string_view text) {
  if (text.size() > kMaxTraceBytes)
    return tl::unexpected(JsonError{0, fmt::format("the file has {} bytes; a trace has at most {}",
                                                   text.size(), kMaxTraceBytes)});
  return TreeBuilder(text).build();
}

std::string show_error(const std::string& file, std::string_view text, const JsonError& error) {
  std::size_t at = std::min(error.at, text.size());
  std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  std::size_t end = std::min(text.find('\n', begin), text.size());
  std::size_t line = 1 + std::count(text.begin(), text.begin() + begin, '\n');
  std::size_t from = std::max(begin, at > kShownBefore ? at - kShownBefore : 0);
  std::string before = printable(text.substr(from, at - from));
  std::string after = printable(text.substr(at, std::min(end, from + kShown) - at));
  return fmt::format("{}:{}:{}: error: {}\n    {}{}\n    {:>{}}\n", printable(file), line,
                     at - begin + 1, error.message, before, after, "^", width(before) + 1);
}

}  // namespace epcheck
