// SPDX-License-Identifier: MIT
// Reads a trace file from disk.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "traces/trace.h"

namespace epcheck::cli {

/// The error is the whole text to show.
tl::expected<Trace, std::string> read_trace(const std::string& path);

}  // namespace epcheck::cli
