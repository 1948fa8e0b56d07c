// SPDX-License-Identifier: MIT
// Parses one expression of the scenario language:
//
//   or      = and ("or" and)*                    sum   = unary (("+" | "-") unary)*
//   and     = not ("and" not)*                   unary = "-" unary | primary
//   not     = "not" not | compare                primary = number | word | function "(" word ")"
//   compare = sum (("==" | "!=" | "<" | "<=" | ">" | ">=") sum | "has" events)?   | "(" or ")"
//
// A word is a name, an error name, `true`, `false`, or `ev.n`, `ev.fd`, `ev.data`, `ev.events`,
// `ev.data.field`. `-` between letters belongs to the word: `short-read` is one, `a - b` is a
// difference. Constant parts are folded, so that a condition on parameters becomes a number.
#pragma once

#include "scenarios/loader/reader.h"
#include "scenarios/loader/scope.h"

namespace epcheck::scenario {

/// What an expression may use besides numbers and names.
enum class Uses {
  values,   // a step: its own locals and shared variables
  observes  // await, always, finally, outcomes: also backlog(), unread(), count(), waiters()
};

/// The number 0 after an error.
Expr parse_expression(Reader& reader, const Scope& scope, const Text& text, Uses uses);
Expr parse_expression(Reader& reader, const Scope& scope, const Node& scalar, Uses uses);

Expr number_expression(Where where, std::int64_t value);

}  // namespace epcheck::scenario
