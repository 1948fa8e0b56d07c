// SPDX-License-Identifier: MIT
// Paths in the commands that are printed for the reader to type next.
#pragma once

#include <string>

namespace epcheck::cli {

/// `path` as one word of a shell, in quotes if need be.
std::string shell_word(const std::string& path);

}  // namespace epcheck::cli
