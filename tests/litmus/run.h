// SPDX-License-Identifier: MIT
// Runs a litmus program under epcheck.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "checker/check.h"
#include "tests/litmus/program.h"

namespace epcheck::litmus {

/// What a search says of a program.
struct Found {
  std::set<Outcome> outcomes;
  bool race = false;
  bool complete = false;
  std::string other;  // violations that no litmus program should have
  Statistics statistics;
};

/// The same with several copies of the first thread, which the engine may take for each other. An
/// outcome is what each thread has in its registers, four bits each and sorted for the copies, and
/// the words.
struct FoundAlike {
  std::set<std::vector<std::int64_t>> outcomes;
  bool race = false;
  bool complete = false;
  std::string other;
};
FoundAlike run_alike(const Program& program, unsigned copies, const Options& options);

/// `bytes` is the size of each word, 4 or 8: two neighbours of 4 bytes share a cell.
Found run(const Program& program, unsigned bytes, const Options& options);

}  // namespace epcheck::litmus
