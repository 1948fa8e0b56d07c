// SPDX-License-Identifier: MIT
// The end of a complaint about an unknown name: what was meant, or else what there is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace epcheck::cli {

/// "; did you mean NAME?", or "; known: A, B" if none of `known` is near.
std::string hint(std::string_view word, const std::vector<std::string>& known);

}  // namespace epcheck::cli
