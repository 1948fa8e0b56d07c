// SPDX-License-Identifier: MIT
// How the process ends when it is killed: with the exit code that scripts expect, and without
// half-written files.
#pragma once

namespace epcheck::cli {

/// SIGINT and SIGTERM end the process with kInterrupted; a crash ends it with kBug and a line that
/// asks for a report. Worker processes inherit this and end as quietly. Call once, from main().
void handle_signals();

}  // namespace epcheck::cli
