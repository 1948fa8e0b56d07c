// SPDX-License-Identifier: MIT
// The names of properties: those that `check` may list, and those that are always checked.
#pragma once

#include <string>
#include <vector>

namespace epcheck::scenario {

const std::vector<std::string>& listable_properties();

/// Checked in every scenario, whether or not `check` lists them; `expect` may name them too.
const std::vector<std::string>& always_checked();

}  // namespace epcheck::scenario
