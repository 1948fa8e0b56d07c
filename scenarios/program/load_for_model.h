// SPDX-License-Identifier: MIT
// load() with the kernels that the model knows: what a program that is going to run() calls.
#pragma once

#include "scenarios/loader/load.h"

namespace epcheck::scenario {

/// The model's presets, oldest first.
KnownNames known_kernels();

/// As load(); every kernel that the scenario names can be run.
tl::expected<Scenario, Diagnostics> load_for_model(const std::string& path);

}  // namespace epcheck::scenario
