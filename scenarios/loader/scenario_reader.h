// SPDX-License-Identifier: MIT
// Reads a whole file: the keys that belong to all variants, the parameters, and then each variant.
#pragma once

#include "scenarios/loader/variant_reader.h"

namespace epcheck::scenario {

inline constexpr unsigned kMaxVariants = 64;

/// Meaningful only if `errors` stays empty.
Scenario read_scenario(const Source& source, Errors& errors, const KnownNames& known);

}  // namespace epcheck::scenario
