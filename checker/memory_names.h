// SPDX-License-Identifier: MIT
// The memory models by the names that commands and scenarios know them by.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/check.h"

namespace epcheck {

/// Strongest first: "sc" allows least.
std::vector<std::string> memory_names();
std::optional<Memory> memory_named(std::string_view name);

}  // namespace epcheck
