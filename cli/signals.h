// SPDX-License-Identifier: MIT
// How the process ends when it is killed: with the exit code that scripts expect, and without
// half-written files.
#pragma once

#include <atomic>

namespace epcheck::cli {

/// SIGINT and SIGTERM set interrupted(), for the search to stop; the second one ends the process
/// there and then with kInterrupted. A crash ends it with kBug and a line that
/// asks for a report. Worker processes inherit this and end as quietly. Call once, from main().
void handle_signals();

/// Set by the first SIGINT or SIGTERM.
const std::atomic<bool>& interrupted();

}  // namespace epcheck::cli
