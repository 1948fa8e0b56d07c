// SPDX-License-Identifier: MIT
// What the words of an expression stand for: names of the scope, words of the language, fields of
// events, and the functions that look at the system from outside.
#pragma once

#include "scenarios/loader/reader.h"
#include "scenarios/loader/scope.h"
#include "scenarios/loader/token.h"

namespace epcheck::scenario {

class NameResolver {
 public:
  NameResolver(Reader& reader, const Scope& scope, const Text& text)
      : reader_(reader), scope_(scope), text_(text) {}

  /// None if the word names nothing, which is for the caller to judge.
  std::optional<ExprItem> word(const Token& at);
  /// `function(argument)`.
  ExprItem call(const Token& function, const Token& argument);
  /// Whether an error has been reported.
  bool failed() const { return failed_; }

 private:
  void fail(std::size_t begin, std::size_t end, const std::string& message,
            const std::string& help = "");
  void unknown(std::size_t begin, std::size_t end, const std::string& message, const Words& known);
  ExprItem local(const Token& at, unsigned index);
  std::optional<ExprItem> event(const Token& at);
  ExprItem event_field(const Token& at, std::size_t dot, unsigned index);
  ExprItem file_function(const Token& argument, ExprOp op, FileKind kind);
  ExprItem waiters(const Token& argument);

  Reader& reader_;
  const Scope& scope_;
  const Text& text_;
  bool failed_ = false;
};

}  // namespace epcheck::scenario
