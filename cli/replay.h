// SPDX-License-Identifier: MIT
// `epcheck replay FILE [--step]`: runs the schedule of a trace file again, and says whether the
// violation is seen again or where the run goes another way.
#pragma once

#include <istream>
#include <memory>
#include <ostream>

namespace epcheck::cli {

class Arguments;

/// argv[0] is the word "replay". `keys`: where the reader says to go on; null if nobody does. The
/// result is an ExitCode: kDiffers if the violation is seen again, kNondeterministic if not.
int run_replay(int argc, const char* const* argv, std::istream* keys, std::ostream& out,
               std::ostream& err);

std::unique_ptr<Arguments> replay_arguments();

}  // namespace epcheck::cli
