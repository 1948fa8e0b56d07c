// SPDX-License-Identifier: MIT
#include "scenarios/loader/edit_distance.h"

#include <algorithm>
#include <cctype>

namespace epcheck::scenario {

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

unsigned edit_distance(std::string_view a, std::string_view b, unsigned limit) {
  std::size_t longer = std::max(a.size(), b.size());
  if (longer - std::min(a.size(), b.size()) > limit) return limit + 1;
  // Three rows of the usual table: two above are needed for swaps.
  std::vector<unsigned> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = static_cast<unsigned>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<unsigned>(i);
    unsigned best = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      unsigned replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
      best = std::min(best, row[j]);
    }
    if (best > limit) return limit + 1;
    before.swap(above);
    above.swap(row);
  }
  return std::min(above[b.size()], limit + 1);
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  if (word.empty() || word.size() > 64) return "";
  unsigned limit = word.size() <= 2 ? 1 : word.size() <= 5 ? 2 : 3;
  std::string best;
  unsigned best_distance = limit + 1;
  for (const std::string& candidate : known) {
    unsigned distance = edit_distance(word, candidate, limit);
    if (candidate.size() >= 3 && word.starts_with(candidate)) distance = 1;  // `infinite`: `inf`
    if (lower(candidate) == lower(word)) distance = 0;
    // Nothing is near a word of which no letter is left.
    if (distance < best_distance && distance < std::max(word.size(), candidate.size())) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace epcheck::scenario
