// SPDX-License-Identifier: MIT
// load() with the kernels that the model knows: what a program that is going to run() calls.
#pragma once

#include "scenarios/loader/load.h"

namespace epcheck::scenario {

/// The kernels of the model: its presets, and these with and without switches.
KnownNames known_kernels();

/// As load(); every kernel that the scenario names can be run.
tl::expected<Scenario, Diagnostics> load_for_model(const std::string& path);

/// As load_text(), likewise.
tl::expected<Scenario, Diagnostics> load_text_for_model(const std::string& name,
                                                        const std::string& text);

}  // namespace epcheck::scenario
