// SPDX-License-Identifier: MIT
#include "cli/spelling.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/loader/edit_distance.h"

namespace epcheck::cli {

std::string hint(std::string_view word, const std::vector<std::string>& known) {
  if (std::string near = scenario::nearest(word, known); !near.empty())
    return fmt::format("; did you mean `{}`?", near);
  return fmt::format("; known: {}", fmt::join(known, ", "));
}

}  // namespace epcheck::cli
