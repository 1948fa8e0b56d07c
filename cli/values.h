// SPDX-License-Identifier: MIT
// The words that an argument can be, by the name that its type has in help: "MODEL" is one of the
// memory models. What checks arguments, what completes them and what lists them all ask here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace epcheck::cli {

/// Of KERNEL, STEP (of a kernel), MODEL, SEARCH, PROPERTY, SHELL, FORMAT (of a trace) and
/// FORMAT=FILE (of a report: what stands before the `=`). None if anything may be said, such as a
/// number.
std::vector<std::string> values_of(std::string_view type);

/// "sc, tso, weak".
std::string list_of_values(std::string_view type);

}  // namespace epcheck::cli
