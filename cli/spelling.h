// SPDX-License-Identifier: MIT
// "Did you mean": the known word nearest to a misspelled one. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace epcheck::cli {

/// The candidate with the smallest edit distance to `word` (the first of equals), or "" if none is
/// near: more than a third of the letters, and more than one, would have to change.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// The sentence end "; did you mean NAME?", or "; known: A, B" if no candidate is near.
std::string hint(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace epcheck::cli
