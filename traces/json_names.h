// SPDX-License-Identifier: MIT
// Words of the JSON format that its writer and its reader share. They are part of files on disk: do
// not change them.
#pragma once

#include <optional>
#include <string_view>

#include "traces/trace.h"

namespace epcheck {

inline constexpr std::string_view kTraceFormat = "epcheck-trace";

struct NamedPassingSearch {
  PassingSearch search;
  std::string_view name;
};
inline constexpr NamedPassingSearch kPassingSearches[] = {
    {PassingSearch::not_searched, "not searched"},
    {PassingSearch::found, "found"},
    {PassingSearch::nearest, "nearest"},
    {PassingSearch::none, "none"},
    {PassingSearch::unknown, "unknown"}};

inline std::string_view name_of(PassingSearch search) {
  return kPassingSearches[static_cast<unsigned>(search)].name;
}
inline std::optional<PassingSearch> passing_search_named(std::string_view name) {
  for (const NamedPassingSearch& known : kPassingSearches)
    if (known.name == name) return known.search;
  return std::nullopt;
}

}  // namespace epcheck
