// SPDX-License-Identifier: MIT
#include "scenarios/loader/expression_parser.h"

#include <algorithm>
#include <charconv>

#include "scenarios/loader/edit_distance.h"
#include "scenarios/loader/events.h"
#include "scenarios/loader/fold.h"
#include "scenarios/loader/name_resolver.h"
#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

namespace {

constexpr unsigned kMaxNesting = 32;
constexpr const char* kTooDeep = "take parentheses away, or say it in two expressions";

/// What other languages write where an operator is expected.
std::string meant(const Token& at) {
  if (at.text == "&" || at.text == "&&") return "say `and`";
  if (at.text == "|" || at.text == "||") return "say `or`";
  if (at.text == "=") return "say `==`";
  return "operators are `+ - == != < <= > >= has and or`";
}

/// A part of the expression: its items, or a word that so far names nothing. Such a word can only
/// be compared with the value of a parameter.
struct Operand {
  Items items;
  std::string word;
  std::size_t begin = 0;
  std::size_t end = 0;
};

class Parser {
 public:
  Parser(Reader& reader, const Scope& scope, const Text& text, Uses uses)
      : reader_(reader),
        scope_(scope),
        text_(text),
        uses_(uses),
        names_(reader, scope, text),
        tokens_(tokenize(text.text)) {}

  Items parse() {
    Operand all = parse_or();
    if (ok_ && !at_end())
      fail(token(), "expected an operator or the end of the expression", meant(token()));
    value(all);
    if (ok_ && stack_depth(all.items) > kMaxExprDepth)
      fail(0, text_.text.size(), "the expression is nested too deeply", kTooDeep);
    if (!ok_) return {ExprItem{}};
    return all.items;
  }

 private:
  const Token& token() const { return tokens_[next_]; }
  bool at_end() const { return token().kind == Token::Kind::end; }
  void step() {
    if (!at_end()) ++next_;
  }
  bool accept(std::string_view text) {
    if (at_end() || token().text != text) return false;
    ++next_;
    return true;
  }

  void fail(std::size_t begin, std::size_t end, const std::string& message,
            const std::string& help = "") {
    if (ok_) reader_.error(text_, begin, end, message, help);
    ok_ = false;
  }
  void fail(const Token& at, const std::string& message, const std::string& help = "") {
    fail(at.begin, at.end, message, help);
  }
  void unknown(std::size_t begin, std::size_t end, const std::string& message, const Words& known) {
    if (ok_) reader_.unknown(text_, begin, end, message, known);
    ok_ = false;
  }

  /// Makes an operand's value usable: a word that names nothing is an error here.
  void value(Operand& operand) {
    if (operand.word.empty()) return;
    Words known = scope_.value_names();
    known.insert(known.end(), error_words().begin(), error_words().end());
    known.insert(known.end(), {"true", "false", "never"});
    std::string near = nearest(operand.word, known);
    std::string help = "it is no name of a step's result, a variable or a descriptor";
    std::string first = operand.word.substr(0, operand.word.find('-'));
    if (first != operand.word && (scope_.local(first) || scope_.var(first)))
      help = "a difference needs spaces: `a - b`";
    else if (!near.empty())
      help = fmt::format("did you mean `{}`?", near);
    if (!near.empty() || reader_.names_are_complete())
      fail(operand.begin, operand.end, fmt::format("undeclared name `{}`", shorten(operand.word)),
           help);
    ok_ = false;
    operand.items = {ExprItem{}};
    operand.word.clear();
  }

  Operand parse_or() {
    Operand left = parse_and();
    while (ok_ && accept("or")) {
      Operand right = parse_and();
      value(left);
      value(right);
      left.items = fold_or(std::move(left.items), std::move(right.items));
    }
    return left;
  }

  Operand parse_and() {
    Operand left = parse_not();
    while (ok_ && accept("and")) {
      Operand right = parse_not();
      value(left);
      value(right);
      left.items = fold_and(std::move(left.items), std::move(right.items));
    }
    return left;
  }

  Operand parse_not() {
    if (!accept("not")) return parse_compare();
    if (!enter()) return {};
    Operand operand = parse_not();
    --nesting_;
    value(operand);
    operand.items = fold_unary(ExprOp::logical_not, std::move(operand.items));
    return operand;
  }

  Operand parse_compare() {
    Operand left = parse_sum();
    if (accept("has")) return parse_has(std::move(left));
    static constexpr std::pair<const char*, ExprOp> kSigns[] = {
        {"==", ExprOp::equal},      {"!=", ExprOp::not_equal}, {"<", ExprOp::less},
        {"<=", ExprOp::less_equal}, {">", ExprOp::greater},    {">=", ExprOp::greater_equal}};
    for (const auto& [sign, op] : kSigns) {
      if (!ok_ || !accept(sign)) continue;
      Operand right = parse_sum();
      bool equality = op == ExprOp::equal || op == ExprOp::not_equal;
      if (ok_ && equality && (!left.word.empty() || !right.word.empty()) &&
          compare_words(left, right, op))
        return left;
      value(left);
      value(right);
      left.items = fold_binary(op, std::move(left.items), std::move(right.items));
      return left;
    }
    return left;
  }

  /// `$mode == drain`: one side is the value of a parameter, the other a word that it may be.
  bool compare_words(Operand& left, const Operand& right, ExprOp op) {
    std::string parameter = text_.parameter(left.begin, left.end);
    const Operand& other = parameter.empty() ? left : right;
    if (parameter.empty()) parameter = text_.parameter(right.begin, right.end);
    if (parameter.empty()) return false;
    auto possible = reader_.params().possible.find(parameter);
    if (possible == reader_.params().possible.end()) return false;
    std::string_view all = text_.text;
    std::string a(all.substr(left.begin, left.end - left.begin));
    std::string b(all.substr(right.begin, right.end - right.begin));
    const std::string& written = &other == &left ? a : b;
    if (!possible->second.contains(written)) {
      unknown(other.begin, other.end,
              fmt::format("`{}` is no value of `${}`", shorten(written), parameter),
              Words(possible->second.begin(), possible->second.end()));
    }
    left.word.clear();
    left.items = {number_item((a == b) == (op == ExprOp::equal))};
    left.end = right.end;
    return true;
  }

  Operand parse_has(Operand left) {
    value(left);
    std::int64_t mask = 0;
    do {
      std::optional<unsigned> bit = event_bit(token().text);
      if (!bit)
        unknown(token().begin, token().end,
                fmt::format("unknown event `{}`", shorten(token().text)), event_words());
      mask |= bit.value_or(0);
      step();
    } while (ok_ && accept("|"));
    left.items = fold_binary(ExprOp::has, std::move(left.items), {number_item(mask)});
    return left;
  }

  Operand parse_sum() {
    Operand left = parse_unary();
    while (ok_ && (token().text == "+" || token().text == "-")) {
      ExprOp op = token().text == "+" ? ExprOp::add : ExprOp::subtract;
      ++next_;
      Operand right = parse_unary();
      value(left);
      value(right);
      left.items = fold_binary(op, std::move(left.items), std::move(right.items));
      left.end = right.end;
    }
    return left;
  }

  Operand parse_unary() {
    if (!accept("-")) return parse_primary();
    if (!enter()) return {};
    Operand operand = parse_unary();
    --nesting_;
    value(operand);
    operand.items = fold_unary(ExprOp::negate, std::move(operand.items));
    return operand;
  }

  bool enter() {
    if (++nesting_ <= kMaxNesting) return true;
    fail(token(), "the expression is nested too deeply", kTooDeep);
    return false;
  }

  Operand parse_primary() {
    Operand operand;
    if (!ok_) return operand;
    Token at = token();
    operand.begin = at.begin;
    operand.end = at.end;
    operand.items = {ExprItem{}};
    if (accept("(")) {
      if (!enter()) return operand;
      operand = parse_or();
      --nesting_;
      if (ok_ && !accept(")")) fail(token(), "expected `)`", "close what `(` has opened");
      return operand;
    }
    if (at.kind == Token::Kind::number) {
      operand.items = {number_item(parse_number(at))};
    } else if (at.kind == Token::Kind::word) {
      bool call = tokens_[next_ + 1].text == "(";
      if (call)
        operand.items = {parse_call(at)};
      else
        resolve(at, operand);
    } else {
      fail(at, at.kind == Token::Kind::end
                   ? "the expression ends where a value is expected"
                   : fmt::format("expected a value, not `{}`", shorten(at.text)));
      return operand;
    }
    step();
    return operand;
  }

  std::int64_t parse_number(const Token& at) {
    std::int64_t number = 0;
    const char* end = at.text.data() + at.text.size();
    auto [stop, status] = std::from_chars(at.text.data(), end, number);
    if (stop != end || status != std::errc() || number > kMaxNumber)
      fail(at, fmt::format("`{}` is no number from 0 to {}", shorten(at.text), kMaxNumber));
    return number;
  }

  void resolve(const Token& at, Operand& operand) {
    std::optional<ExprItem> item = names_.word(at);
    if (item)
      operand.items = {*item};
    else
      operand.word = at.text;
    ok_ = ok_ && !names_.failed();
  }

  ExprItem parse_call(const Token& function) {
    next_ += 2;
    Token argument = token();
    step();
    if (token().text != ")" || argument.kind != Token::Kind::word) {
      fail(argument, fmt::format("expected one name in `{}()`", function.text),
           "write `" + function.text + "(NAME)`");
      return {};
    }
    ExprItem item = names_.call(function, argument);
    ok_ = ok_ && !names_.failed();
    if (ok_ && uses_ != Uses::observes)
      fail(function, fmt::format("`{}()` looks at the system from outside", function.text),
           "use it in `await`, `always`, `finally` or `outcomes`");
    return item;
  }

  Reader& reader_;
  const Scope& scope_;
  const Text& text_;
  Uses uses_;
  NameResolver names_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  unsigned nesting_ = 0;
  bool ok_ = true;
};

}  // namespace

Expr parse_expression(Reader& reader, const Scope& scope, const Text& text, Uses uses) {
  Expr expression;
  expression.where = reader.where(text.place(0, text.text.size()));
  expression.text = text.text;
  expression.items = Parser(reader, scope, text, uses).parse();
  return expression;
}

Expr parse_expression(Reader& reader, const Scope& scope, const Node& scalar, Uses uses) {
  if (!reader.expect_scalar(scalar, "an expression"))
    return number_expression(reader.where(scalar), 0);
  return parse_expression(reader, scope, reader.text(scalar), uses);
}

Expr number_expression(Where where, std::int64_t value) {
  return {where, std::to_string(value), {number_item(value)}};
}

}  // namespace epcheck::scenario
