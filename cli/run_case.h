// SPDX-License-Identifier: MIT
// The seam between the command and the engine: one function that runs a case. Tests put another in
// its place.
#pragma once

#include <atomic>
#include <functional>

#include "cli/finding.h"
#include "cli/options.h"

namespace epcheck::cli {

/// Of which violations Finding::failures gives the trace.
enum class Traces { none, unexpected, all };

/// How a running search is watched and ended.
struct Live {
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const Statistics&)> progress;
};

using RunCase = std::function<Finding(const Case&, const CommandOptions&, Traces)>;

/// Explores the case. REQUIRES: it comes from load_cases().
Finding run_case(const Case& of, const CommandOptions& options, Traces traces, const Live& live);

}  // namespace epcheck::cli
