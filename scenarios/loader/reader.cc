// SPDX-License-Identifier: MIT
#include "scenarios/loader/reader.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "scenarios/loader/edit_distance.h"
#include "scenarios/loader/events.h"
#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

namespace {

/// What YAML calls null.
bool is_nothing(const Node& node) {
  static constexpr std::string_view kNull[] = {"", "~", "null", "Null", "NULL"};
  return node.is_scalar() && node.plain &&
         std::find(std::begin(kNull), std::end(kNull), node.text) != std::end(kNull);
}

/// What YAML readers take for a boolean, and so for no name.
bool is_boolean(const Text& text) {
  static constexpr std::string_view kBooleans[] = {"true",  "True",  "TRUE",
                                                   "false", "False", "FALSE"};
  return text.plain &&
         std::find(std::begin(kBooleans), std::end(kBooleans), text.text) != std::end(kBooleans);
}

const char* article_and_kind(const Node& node) {
  if (node.is_sequence()) return "a list";
  if (node.is_mapping()) return "a map";
  return is_nothing(node) ? "nothing" : "a word";
}

}  // namespace

void Reader::add(Span place, std::string message, std::string help) {
  bool inside = place.begin >= extent_.begin && place.end <= extent_.end;
  if (!variant_.empty() && !inside) {
    if (!help.empty()) help += '\n';
    help += fmt::format("in variant `{}`", variant_);
  }
  errors_.add(place, std::move(message), std::move(help));
}

void Reader::error(const Node& node, std::string message, std::string help) {
  add(node.span, std::move(message), std::move(help));
}

void Reader::error(const Text& text, std::size_t begin, std::size_t end, std::string message,
                   std::string help) {
  if (text.broken) return;
  Span place = text.place(begin, end);
  std::string parameter = text.parameter(begin, std::min(end, begin + 1));
  bool elsewhere = place.end <= text.span.begin || place.begin >= text.span.end;
  if (elsewhere && !parameter.empty()) {
    if (!help.empty()) help += '\n';
    help += fmt::format("used in line {} as `${}`", source_.where(text.span).line, parameter);
  }
  add(place, std::move(message), std::move(help));
}

void Reader::unknown(const Text& text, std::size_t begin, std::size_t end,
                     const std::string& message, const Words& known) {
  std::string near = nearest(std::string_view(text.text).substr(begin, end - begin), known);
  std::string help;
  if (!near.empty())
    help = fmt::format("did you mean `{}`?", near);
  else if (!known.empty())
    help = fmt::format("expected {}{}", known.size() == 1 ? "" : "one of ", join(known));
  error(text, begin, end, message, help);
}

void Reader::undeclared(const Text& text, std::size_t begin, std::size_t end,
                        const std::string& message, const Words& known) {
  std::string_view word = std::string_view(text.text).substr(begin, end - begin);
  if (names_are_complete_ || !nearest(word, known).empty())
    unknown(text, begin, end, message, known);
}

void Reader::unsupported(const Node& node, std::string_view what) {
  error(node, fmt::format("not supported yet: {}", what),
        "leave it out; nothing is ignored in silence");
}

bool Reader::expect_scalar(const Node& node, std::string_view what) {
  if (node.is_scalar() && !is_nothing(node)) return true;
  error(node, fmt::format("expected {}, not {}", what, article_and_kind(node)));
  return false;
}

bool Reader::expect_sequence(const Node& node, std::string_view what) {
  if (node.is_sequence()) return true;
  error(node, fmt::format("expected a list of {}, not {}", what, article_and_kind(node)));
  return false;
}

bool Reader::expect_mapping(const Node& node, std::string_view what) {
  if (node.is_mapping()) return true;
  error(node, fmt::format("expected a map of {}, not {}", what, article_and_kind(node)));
  return false;
}

unsigned Reader::number(const Node& node, std::string_view what, unsigned min, unsigned max) {
  if (!expect_scalar(node, what)) return min;
  Text value = text(node);
  const char* end = value.text.data() + value.text.size();
  std::int64_t result = 0;
  auto [stop, status] = std::from_chars(value.text.data(), end, result);
  if (!value.plain) {
    error(node, fmt::format("expected {}, a number, not quoted text", what));
    return min;
  }
  bool digits = stop == end && !value.text.empty();
  if (digits && status == std::errc() && result >= min && result <= max)
    return static_cast<unsigned>(result);
  error(value, 0, value.text.size(),
        fmt::format("expected {}, a number from {} to {}, not `{}`", what, min, max,
                    shorten(value.text)));
  return min;
}

bool Reader::boolean(const Node& node, std::string_view what) {
  if (!expect_scalar(node, what)) return false;
  Text value = text(node);
  if (value.plain && (value.text == "true" || value.text == "false")) return value.text == "true";
  error(value, 0, value.text.size(),
        fmt::format("expected {}, `true` or `false`, not `{}`", what, shorten(value.text)));
  return false;
}

int Reader::choice(const Node& node, std::string_view what, std::initializer_list<Word> words) {
  if (!expect_scalar(node, what)) return words.begin()->value;
  Text value = text(node);
  Words known;
  for (const Word& word : words) {
    if (value.text == word.text) return word.value;
    known.push_back(word.text);
  }
  unknown(value, 0, value.text.size(), fmt::format("unknown {} `{}`", what, shorten(value.text)),
          known);
  return words.begin()->value;
}

std::string Reader::name(const Node& node, std::string_view what) {
  if (!expect_scalar(node, what)) return "";
  Text value = text(node);
  if (is_boolean(value)) {
    error(value, 0, value.text.size(),
          fmt::format("`{}` is a boolean; it cannot be {}", value.text, what),
          "choose another word");
    return "";
  }
  if (is_name(value.text)) return value.text;
  error(value, 0, value.text.size(), fmt::format("`{}` cannot be {}", shorten(value.text), what),
        "a name is a letter, then letters, digits, `_` and `-`");
  return "";
}

std::string Reader::prose(const Node& node, std::string_view what) {
  return expect_scalar(node, what) ? node.text : "";
}

unsigned Reader::events(const Node& node) {
  if (!expect_scalar(node, "events")) return 0;
  Text value = text(node);
  if (value.text == "0") return 0;
  unsigned mask = 0;
  for (std::size_t begin = 0; begin <= value.text.size();) {
    std::size_t end = std::min(value.text.find('|', begin), value.text.size());
    std::string word = value.text.substr(begin, end - begin);
    if (std::optional<unsigned> bit = event_bit(word))
      mask |= *bit;
    else if (word.starts_with("EPOLL") && event_bit(word.substr(5)))
      error(value, begin, end, fmt::format("unknown event `{}`", word),
            fmt::format("names go without the prefix: `{}`", word.substr(5)));
    else
      unknown(value, begin, end, fmt::format("unknown event `{}`", shorten(word)), event_words());
    begin = end + 1;
  }
  return mask;
}

Fields::Fields(Reader& reader, const Node& node, std::string what, Words known, Words later)
    : reader_(reader), node_(node), what_(std::move(what)), mapping_(node.is_mapping()) {
  if (!mapping_) {
    reader.error(node, fmt::format("expected the map of {}, not {}", what_, article_and_kind(node)),
                 fmt::format("its keys are {}", join(known)));
    return;
  }
  for (const Pair& pair : node.pairs) {
    const std::string& key = pair.key.text;
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    if (std::find(later.begin(), later.end(), key) != later.end()) {
      reader.unsupported(pair.key, key);
      continue;
    }
    std::string near = nearest(key, known);
    suggested_.push_back(near);
    reader.error(pair.key, fmt::format("unknown key `{}` in {}", shorten(key), what_),
                 near.empty() ? fmt::format("expected one of {}", join(known))
                              : fmt::format("did you mean `{}`?", near));
  }
}

const Node* Fields::find(std::string_view key) const {
  return mapping_ ? node_.find(key) : nullptr;
}

const Node* Fields::need(std::string_view key) const {
  const Node* value = find(key);
  bool misspelled = std::find(suggested_.begin(), suggested_.end(), key) != suggested_.end();
  if (!value && mapping_ && !misspelled)
    reader_.error(node_, fmt::format("{} needs `{}`", what_, key));
  return value;
}

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > 64 || text.back() == '-') return false;
  if (!std::isalpha(static_cast<unsigned char>(text[0])) && text[0] != '_') return false;
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
}

std::string join(const Words& words) {
  std::string result;
  for (const std::string& word : words) result += (result.empty() ? "`" : ", `") + word + "`";
  return result;
}

}  // namespace epcheck::scenario
