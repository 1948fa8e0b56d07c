// SPDX-License-Identifier: MIT
#include "tests/litmus/run.h"

#include <algorithm>

#include "tests/litmus/fiber_body.h"

namespace epcheck::litmus {

namespace {

/// One value for each thread: its registers; registers of other threads are 0 in it.
Outcome unpack(const std::vector<std::int64_t>& values, std::size_t threads) {
  Outcome outcome(kRegisters);
  for (std::size_t i = 0; i < threads; ++i)
    for (unsigned r = 0; r < kRegisters; ++r)
      outcome[r] |= static_cast<std::uint8_t>(values.at(i) >> (4 * r) & 15);
  outcome.insert(outcome.end(), values.begin() + static_cast<std::ptrdiff_t>(threads),
                 values.end());
  return outcome;
}

Result check_body(const Program& program, unsigned bytes, unsigned copies, const Options& options) {
  Shared* shared = nullptr;
  Options with_words = options;
  with_words.at_end = [&](EndState& end) {
    for (unsigned place = 0; place < kWords; ++place)
      end.outcome.push_back(
          static_cast<std::int64_t>(epc_peek(address_of(shared, place, bytes), bytes)));
  };
  return check(FiberBody{&program, bytes, &shared, copies}, with_words);
}

}  // namespace

Found run(const Program& program, unsigned bytes, const Options& options) {
  Result result = check_body(program, bytes, 1, options);
  Found found;
  found.complete = result.complete;
  found.statistics = result.statistics;
  for (const Violation& violation : result.violations)
    if (violation.property == "data-race")
      found.race = true;
    else
      found.other += violation.property + ": " + violation.message + "\n";
  if (!result.note.empty()) found.other += result.note + "\n";
  for (const auto& values : result.outcomes)
    if (values.size() == program.threads.size() + kWords)
      found.outcomes.insert(unpack(values, program.threads.size()));
  return found;
}

FoundAlike run_alike(const Program& program, unsigned copies, const Options& options) {
  Options unordered = options;
  unordered.unordered_outcomes = true;
  Result result = check_body(program, 8, copies, unordered);
  FoundAlike found{{}, false, result.complete, result.note};
  for (const Violation& violation : result.violations)
    if (violation.property == "data-race")
      found.race = true;
    else
      found.other += violation.property + "\n";
  for (std::vector<std::int64_t> values : result.outcomes) {
    std::sort(values.begin(), values.begin() + copies);
    found.outcomes.insert(values);
  }
  return found;
}

}  // namespace epcheck::litmus
