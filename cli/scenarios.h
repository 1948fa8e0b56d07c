// SPDX-License-Identifier: MIT
// Scenarios from files and folders, with all that is wrong with any of them.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "scenarios/loader/scenario.h"

namespace epcheck::cli {

/// In the order of the arguments. The error is the whole text to show: what is wrong with each path
/// and each file.
tl::expected<std::vector<scenario::Scenario>, std::string> load_scenarios(
    const std::vector<std::string>& paths);

}  // namespace epcheck::cli
