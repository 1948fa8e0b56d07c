// SPDX-License-Identifier: MIT
// "Did you mean": finds the known word that a misspelled one is closest to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace epcheck::scenario {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`, or
/// `limit + 1` if more than `limit` are needed.
unsigned edit_distance(std::string_view a, std::string_view b, unsigned limit);

/// The nearest of `known`, the earlier of equals, or "" if none is near. Words that differ in
/// letter case only are nearest of all, and a word that goes on after a known one is near it.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace epcheck::scenario
