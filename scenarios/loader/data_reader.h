// SPDX-License-Identifier: MIT
// Reads the `data` of a registration: a descriptor, an object, a number, or a map of fields, whose
// names Variant::data_fields has collected beforehand.
#pragma once

#include "scenarios/loader/expression_parser.h"

namespace epcheck::scenario {

/// `node` may be null: the data is then the descriptor itself.
Data read_data(Reader& reader, const Scope& scope, const Node* node, const FdRef& fd);

/// The expression for the number of a descriptor.
Expr descriptor_expression(const FdRef& fd);

/// Adds the field names of every `data: {...}` below `node` to `fields`; `fd` is always the first.
void collect_data_fields(Reader& reader, const Node& node, Words& fields);

}  // namespace epcheck::scenario
