// SPDX-License-Identifier: MIT
#include "scenarios/loader/yaml.h"

#include <fmt/format.h>
#include <libfyaml.h>

#include <algorithm>
#include <set>

#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

namespace {

struct Free {
  void operator()(fy_parser* parser) const { fy_parser_destroy(parser); }
  void operator()(fy_diag* diag) const { fy_diag_destroy(diag); }
};

/// Builds the tree from the parser's events. Keeps going after a refused construct, so that
/// several are reported; stops where the parser itself does.
class Builder {
 public:
  Builder(const Source& source, Errors& errors) : source_(source), errors_(errors) {}

  std::unique_ptr<Node> build() {
    if (!open()) {
      errors_.add_whole("the YAML parser could not be started");
      return nullptr;
    }
    auto root = std::make_unique<Node>();
    bool complete = read_document(*root);
    add_parser_errors();
    return complete && errors_.empty() ? std::move(root) : nullptr;
  }

 private:
  bool open() {
    fy_diag_cfg diag_cfg;
    fy_diag_cfg_default(&diag_cfg);
    diag_cfg.fp = nullptr;
    diag_cfg.colorize = false;
    diag_.reset(fy_diag_create(&diag_cfg));
    if (!diag_) return false;
    fy_diag_set_collect_errors(diag_.get(), true);
    fy_parse_cfg cfg = {};
    cfg.flags = static_cast<fy_parse_cfg_flags>(FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2);
    cfg.diag = diag_.get();
    parser_.reset(fy_parser_create(&cfg));
    if (!parser_) return false;
    return fy_parser_set_string(parser_.get(), source_.text().data(), source_.text().size()) == 0;
  }

  /// The next event, owned by event_; its type, or FYET_NONE at the end or after an error.
  fy_event_type next() {
    if (event_) fy_parser_event_free(parser_.get(), event_);
    event_ = fy_parser_parse(parser_.get());
    if (!event_) return FYET_NONE;
    const fy_mark* begin = fy_event_start_mark(event_);
    const fy_mark* end = fy_event_end_mark(event_);
    if (begin)
      span_ = {begin->input_pos, end ? end->input_pos : begin->input_pos};
    else
      span_.begin = span_.end;  // an implicit event stands where the one before it ended
    return event_->type;
  }

  bool read_document(Node& root) {
    bool have_root = false;
    while (true) {
      switch (next()) {
        case FYET_STREAM_START:
        case FYET_DOCUMENT_END:
          break;
        case FYET_DOCUMENT_START:
          if (have_root) {
            errors_.add(span_, "a scenario file is one YAML document; this starts another");
            return close(false);
          }
          break;
        case FYET_STREAM_END:
          if (!have_root) errors_.add_whole("the file is empty", "it must start with `epcheck: 1`");
          return close(have_root);
        case FYET_NONE:
          return close(false);
        default:
          if (!read_node(root, 0)) return close(false);
          have_root = true;
      }
    }
  }

  bool close(bool result) {
    if (event_) fy_parser_event_free(parser_.get(), event_);
    event_ = nullptr;
    return result;
  }

  /// Reads the node that the current event begins. False: stop.
  bool read_node(Node& node, unsigned depth) {
    node.span = span_;
    refuse_properties();
    switch (event_->type) {
      case FYET_SCALAR:
        return read_scalar(node);
      case FYET_SEQUENCE_START:
        node.kind = Node::Kind::sequence;
        return enter(node, depth) && read_items(node, depth + 1);
      case FYET_MAPPING_START:
        node.kind = Node::Kind::mapping;
        return enter(node, depth) && read_pairs(node, depth + 1);
      case FYET_ALIAS:
        errors_.add({span_.begin > 0 ? span_.begin - 1 : 0, span_.end},
                    "aliases (`*name`) are not part of the scenario language",
                    "use `params` and `$name`");
        return true;
      default:
        return false;
    }
  }

  bool enter(Node& node, unsigned depth) {
    node.span.end = node.span.begin + 1;
    if (depth < kMaxDepth) return true;
    errors_.add(node.span, fmt::format("nested deeper than {} levels", kMaxDepth),
                "scenarios need few; look for a bracket that is not closed");
    return false;
  }

  void refuse_properties() {
    if (event_->type == FYET_ALIAS) return;
    if (fy_token* anchor = fy_event_get_anchor_token(event_)) {
      refuse_property(anchor, "anchors (`&name`) are not part of the scenario language",
                      "use `params` and `$name`");
    }
    if (fy_token* tag = fy_event_get_tag_token(event_)) {
      refuse_property(tag, "tags (`!name`) are not part of the scenario language",
                      "leave it out; values are what they look like");
    }
  }

  void refuse_property(fy_token* token, const char* message, const char* help) {
    const fy_mark* begin = fy_token_start_mark(token);
    const fy_mark* end = fy_token_end_mark(token);
    Span span = begin && end ? Span{begin->input_pos, end->input_pos} : span_;
    // The token of an anchor begins after its sign.
    if (span.begin > 0 && source_.text()[span.begin - 1] == '&') --span.begin;
    errors_.add(span, message, help);
  }

  bool read_scalar(Node& node) {
    fy_token* token = fy_event_get_token(event_);
    if (!token) return true;  // nothing after a key
    std::size_t length = 0;
    const char* text = fy_token_get_text(token, &length);
    if (text) node.text.assign(text, length);
    node.plain = fy_token_scalar_style(token) == FYSS_PLAIN;
    // The token of a quoted scalar lies inside its quotes.
    fy_scalar_style style = fy_token_scalar_style(token);
    if (style == FYSS_SINGLE_QUOTED) widen_to_quotes(node.span, '\'');
    if (style == FYSS_DOUBLE_QUOTED) widen_to_quotes(node.span, '"');
    return true;
  }

  void widen_to_quotes(Span& span, char quote) const {
    const std::string& text = source_.text();
    if (span.begin > 0 && text[span.begin - 1] == quote) --span.begin;
    if (span.end < text.size() && text[span.end] == quote) ++span.end;
  }

  bool read_items(Node& node, unsigned depth) {
    while (true) {
      fy_event_type type = next();
      if (type == FYET_SEQUENCE_END) return true;
      if (type == FYET_NONE) return false;
      node.items.emplace_back();
      if (!read_node(node.items.back(), depth)) return false;
    }
  }

  bool read_pairs(Node& node, unsigned depth) {
    std::set<std::string> seen;
    while (true) {
      fy_event_type type = next();
      if (type == FYET_MAPPING_END) return true;
      if (type == FYET_NONE) return false;
      Pair pair;
      if (!read_node(pair.key, depth)) return false;
      if (!pair.key.is_scalar())
        errors_.add(pair.key.span, "a key must be a word");
      else if (!seen.insert(pair.key.text).second)
        errors_.add(pair.key.span, fmt::format("`{}` is given twice", shorten(pair.key.text)),
                    first_given(node, pair.key.text));
      if (next() == FYET_NONE) return false;
      if (!read_node(pair.value, depth)) return false;
      node.pairs.push_back(std::move(pair));
    }
  }

  std::string first_given(const Node& node, const std::string& key) const {
    for (const Pair& pair : node.pairs)
      if (pair.key.text == key)
        return fmt::format("first given in line {}", source_.where(pair.key.span).line);
    return "";
  }

  void add_parser_errors() {
    void* iterator = nullptr;
    while (fy_diag_error* error = fy_diag_errors_iterate(diag_.get(), &iterator)) {
      // The token's own mark is where the trouble is; line and column are its copy for printing.
      const fy_mark* begin = error->fyt ? fy_token_start_mark(error->fyt) : nullptr;
      const fy_mark* end = error->fyt ? fy_token_end_mark(error->fyt) : nullptr;
      Span span = begin ? Span{begin->input_pos, end ? end->input_pos : begin->input_pos} : span_;
      errors_.add(span, fmt::format("not valid YAML: {}", error->msg ? error->msg : "unreadable"),
                  "look for a bracket or quote that is not closed, a `: ` inside of a value, and "
                  "indentation");
    }
  }

  const Source& source_;
  Errors& errors_;
  std::unique_ptr<fy_diag, Free> diag_;
  std::unique_ptr<fy_parser, Free> parser_;
  fy_event* event_ = nullptr;
  Span span_;
};

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const Pair& pair : pairs)
    if (pair.key.text == key) return &pair.value;
  return nullptr;
}

Span Node::extent() const {
  Span all = span;
  for (const Node& item : items) all.end = std::max(all.end, item.extent().end);
  for (const Pair& pair : pairs)
    all.end = std::max({all.end, pair.key.extent().end, pair.value.extent().end});
  return all;
}

std::unique_ptr<Node> parse_yaml(const Source& source, Errors& errors) {
  if (!check_text(source, errors)) return nullptr;
  std::unique_ptr<Node> root = Builder(source, errors).build();
  if (!root && errors.empty()) errors.add_whole("not valid YAML");
  return root;
}

}  // namespace epcheck::scenario
