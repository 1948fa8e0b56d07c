// SPDX-License-Identifier: MIT
#include "scenarios/loader/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scenarios/loader/edit_distance.h"
#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

namespace {

constexpr unsigned kMaxNesting = 8;

bool word_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool word_part(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

class Substitution {
 public:
  Substitution(const Source& source, const Params& params, Errors& errors, Text& result)
      : source_(source), params_(params), errors_(errors), result_(result) {}

  void append(const Node& scalar, const std::string& through, unsigned nesting) {
    const std::string& text = scalar.text;
    for (std::size_t i = 0; i < text.size() && !too_long_;) {
      std::size_t end = i + 1;
      if (text[i] == '$')
        while (end < text.size() && (end == i + 1 ? word_start(text[end]) : word_part(text[end])))
          ++end;
      if (text[i] == '$' && end == i + 1) {
        broken(place(scalar, i, end), "`$` without the name of a parameter");
      } else if (text[i] == '$') {
        append_parameter(text.substr(i + 1, end - i - 1), place(scalar, i, end), through, nesting);
      } else if (result_.text.size() < kMaxText) {
        push(text[i], place(scalar, i, end), through);
      } else {
        too_long(scalar);
      }
      i = end;
    }
  }

 private:
  void push(char c, Span origin, const std::string& through) {
    result_.text += c;
    result_.origin.push_back(origin);
    result_.through.push_back(through);
  }

  void append_parameter(const std::string& name, Span used, const std::string& through,
                        unsigned nesting) {
    const std::string& outermost = through.empty() ? name : through;
    if (name == "i" && params_.index) {
      for (char c : std::to_string(*params_.index)) push(c, used, outermost);
      return;
    }
    auto found = params_.values.find(name);
    if (found == params_.values.end()) {
      undefined(name, used);
    } else if (nesting == kMaxNesting) {
      broken(used, fmt::format("parameter `${}` is defined by itself", name));
    } else {
      append(*found->second, outermost, nesting + 1);
    }
  }

  void undefined(const std::string& name, Span used) {
    std::vector<std::string> known;
    for (const auto& [known_name, value] : params_.values) known.push_back(known_name);
    std::string near = nearest(name, known);
    std::string help;
    if (!near.empty())
      help = fmt::format("did you mean `${}`?", near);
    else if (name == "i")
      help = "`$i` counts threads and epoll instances that have a `count`";
    else
      help = "parameters are defined under `params`";
    broken(used, fmt::format("undefined parameter `${}`", shorten(name)), help);
  }

  void broken(Span span, std::string message, std::string help = "") {
    errors_.add(span, std::move(message), std::move(help));
    result_.broken = true;
  }

  void too_long(const Node& scalar) {
    too_long_ = true;
    broken(scalar.span, fmt::format("longer than {} bytes", kMaxText));
  }

  /// Bytes [begin, end) of a scalar in the file, if it stands there letter by letter.
  Span place(const Node& scalar, std::size_t begin, std::size_t end) const {
    std::size_t quote = scalar.plain ? 0 : 1;
    std::size_t start = scalar.span.begin + quote;
    bool literal = source_.text().compare(start, scalar.text.size(), scalar.text) == 0;
    return literal ? Span{start + begin, start + end} : scalar.span;
  }

  const Source& source_;
  const Params& params_;
  Errors& errors_;
  Text& result_;
  bool too_long_ = false;  // nothing more is appended
};

}  // namespace

Span Text::place(std::size_t begin, std::size_t end) const {
  end = std::min(end, origin.size());
  if (origin.empty()) return span;
  if (begin >= end) return {origin.back().end, origin.back().end};
  Span place = origin[begin];
  for (std::size_t i = begin + 1; i < end; ++i) {
    // Bytes that do not follow each other come from different scalars.
    if (origin[i].begin < place.begin || origin[i].begin > place.end) break;
    place.end = std::max(place.end, origin[i].end);
  }
  return place;
}

std::string Text::parameter(std::size_t begin, std::size_t end) const {
  if (begin >= end || end > through.size()) return "";
  for (std::size_t i = begin; i < end; ++i)
    if (through[i] != through[begin]) return "";
  return through[begin];
}

Text substitute(const Source& source, const Node& scalar, const Params& params, Errors& errors) {
  Text result;
  result.span = scalar.span;
  result.plain = scalar.plain;
  Substitution(source, params, errors, result).append(scalar, "", 0);
  return result;
}

}  // namespace epcheck::scenario
