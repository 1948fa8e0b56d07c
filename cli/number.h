// SPDX-License-Identifier: MIT
// number(): which numbers an option takes, and what is said of others.
#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>

namespace epcheck::cli {

/// Accepts numbers from `least` to `most`; adds nothing to the help. `what` completes "`x` is not".
template <class Number>
CLI::Validator number(Number least, Number most, const char* what) {
  return CLI::Validator(
      [=](const std::string& text) -> std::string {
        Number value;
        bool read = text[0] != '-' && CLI::detail::lexical_cast(text, value);
        if (read && value >= least && value <= most) return "";
        return fmt::format("`{}` is not {}", text, what);
      },
      "");
}

}  // namespace epcheck::cli
