// SPDX-License-Identifier: MIT
// Reads back what json.h writes. Files come from anywhere, so nothing in them is believed: what
// the invariants of trace.h rule out is refused, with its place. Fields and kinds that are unknown
// are ignored; a format or a version that is unknown is refused by name.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "traces/trace.h"

namespace epcheck {

/// The error is text to show, with `file`, line, column and a caret.
tl::expected<Trace, std::string> read_json(const std::string& file, std::string_view text);

}  // namespace epcheck
