// SPDX-License-Identifier: MIT
#include "tests/checker/oracle.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace epcheck::oracle {

namespace {

constexpr unsigned kAllSwitches = 127;

/// Starts to share work at once.
void use_two_workers(Way& way) {
  way.name += ", two workers";
  way.options.jobs = 2;
  way.options.share_from = 4;
}

}  // namespace

void PrintTo(const Found& found, std::ostream* out) {
  *out << testing::PrintToString(found.outcomes) << ' ' << testing::PrintToString(found.violated)
       << (found.complete ? "" : " incomplete");
}

Found summary(const Result& result) {
  Found found{result.outcomes, {}, result.complete};
  for (const Violation& violation : result.violations) found.violated.insert(violation.property);
  return found;
}

Way combination(unsigned switched_off, Memory memory) {
  auto on = [&](unsigned bit) { return (switched_off >> bit & 1) == 0; };
  Way way{"states without", {.memory = memory}};
  way.options.reductions = {.learned_words = on(0),
                            .tracked_words = on(1),
                            .symmetry = on(2),
                            .lone_joins = on(3),
                            .nested_locks = on(4),
                            .live_stacks = on(5),
                            .known_steps = on(6)};
  static constexpr const char* kNames[] = {"learned_words", "tracked_words", "symmetry",
                                           "lone_joins",    "nested_locks",  "live_stacks",
                                           "known_steps"};
  for (unsigned bit = 0; bit < std::size(kNames); ++bit)
    if (!on(bit)) way.name += fmt::format(" {}", kNames[bit]);
  return way;
}

Way unreduced(Memory memory) { return combination(kAllSwitches, memory); }

std::vector<Way> ways(std::uint64_t seed, Memory memory, bool loops) {
  // Consecutive seeds differ in all that is chosen here, whatever the generator makes of them.
  std::uint64_t random = (seed + 1) * 0x9E3779B97F4A7C15u >> 24;
  auto below = [&](unsigned n) {
    auto chosen = static_cast<unsigned>(random % n);
    random /= n;
    return chosen;
  };
  std::vector<Way> all;
  all.push_back({"states", {.memory = memory}});
  all.push_back(combination(below(kAllSwitches + 1), memory));
  if (below(8) == 0) all.back().options.poison_dead_bytes = true;
  if (below(16) == 0) use_two_workers(all.back());
  if (below(16) == 0) {
    all.push_back(all.front());
    use_two_workers(all.back());
    all.back().counts_as_first = true;
  }
  if (below(2) == 0) {
    all.push_back(all.front());
    all.back().name += ", each step taken";
    all.back().options.reductions.known_steps = false;
    all.back().counts_as_first = true;
  }
  if (loops) {
    for (Way& way : all) way.options.report_livelock = true;
    return all;
  }
  if (below(8) == 0) all.push_back({"auto", {.search = Search::auto_, .memory = memory}});
  if (below(4) == 0)
    all.push_back({"random",
                   {.search = Search::random, .memory = memory, .walks = 8, .pct_depth = below(4)},
                   true});
  if (memory == Memory::sc) all.push_back({"dpor", {.search = Search::dpor}});
  return all;
}

}  // namespace epcheck::oracle
