// SPDX-License-Identifier: MIT
// `epcheck trace FILE --as FORMAT`: shows a trace file in another format.
#pragma once

#include <memory>
#include <ostream>

namespace epcheck::cli {

class Arguments;

/// argv[0] is the word "trace". Returns an ExitCode.
int run_trace(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

std::unique_ptr<Arguments> trace_arguments();

}  // namespace epcheck::cli
