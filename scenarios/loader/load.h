// SPDX-License-Identifier: MIT
// The way into the loader: a scenario file becomes a Scenario, or the list of what is wrong with
// it. Nothing in the input makes these functions fail in another way.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "scenarios/loader/diagnostic.h"
#include "scenarios/loader/scenario.h"
#include "scenarios/loader/variant_reader.h"

namespace epcheck::scenario {

/// Reads the file at `path`. Kernel names are checked by `known`, if it can.
tl::expected<Scenario, Diagnostics> load(const std::string& path, const KnownNames& known = {});

/// The same for text that is at hand; `name` is what diagnostics call it.
tl::expected<Scenario, Diagnostics> load_text(const std::string& name, const std::string& text,
                                              const KnownNames& known = {});

}  // namespace epcheck::scenario
