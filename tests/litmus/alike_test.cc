// SPDX-License-Identifier: MIT
// Programs in which several threads run the same code: what the engine finds by taking them for
// each other is what the axioms allow.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/litmus/axioms.h"
#include "tests/litmus/random_litmus.h"
#include "tests/litmus/run.h"
#include "tests/litmus/ways.h"
#include "tests/seeds.h"

namespace epcheck::litmus {
namespace {

using Values = std::vector<std::int64_t>;

/// The registers that a thread uses, from 0 on.
unsigned registers_of(const Thread& thread) {
  unsigned most = 0;
  for (const Instruction& instruction : thread)
    if (reads(instruction.verb) && instruction.verb != Verb::lock)
      most = std::max(most, instruction.target + 1u);
  return most;
}

/// Moves all of a thread's registers.
Thread shifted(Thread thread, int by) {
  for (Instruction& instruction : thread) {
    instruction.target = static_cast<std::uint8_t>(instruction.target + by);
    if (instruction.guard >= 0)
      instruction.guard = static_cast<std::int8_t>(instruction.guard + by);
    if (instruction.source >= 0)
      instruction.source = static_cast<std::int8_t>(instruction.source + by);
  }
  return thread;
}

/// A program with `copies` of its first thread, and the same written out for the axioms.
struct Alike {
  Program program;
  Program expanded;
  unsigned copies;
  unsigned of_copy, of_other;  // registers

  /// An outcome of `expanded` as run_alike() gives it.
  Values values(const Outcome& outcome) const {
    Values result;
    auto pack = [&](unsigned first, unsigned n) {
      std::int64_t packed = 0;
      for (unsigned r = 0; r < n; ++r) packed |= std::int64_t{outcome[first + r]} << (4 * r);
      result.push_back(packed);
    };
    for (unsigned i = 0; i < copies; ++i) pack(i * of_copy, of_copy);
    std::sort(result.begin(), result.end());
    if (program.threads.size() > 1) pack(copies * of_copy, of_other);
    result.insert(result.end(), outcome.begin() + kRegisters, outcome.end());
    return result;
  }
};

Alike make_alike(std::uint64_t seed) {
  Program random = random_litmus(seed);
  Alike alike{};
  Thread first = random.threads[0], other = random.threads[1];
  alike.of_copy = registers_of(first);
  other = shifted(other, -static_cast<int>(alike.of_copy));
  std::erase_if(other, [](const Instruction& i) { return i.verb == Verb::join; });
  alike.of_other = registers_of(other);
  alike.copies = 2 + (seed % 3 == 0);
  alike.program.threads.push_back(first);
  for (unsigned i = 0; i < alike.copies; ++i)
    alike.expanded.threads.push_back(shifted(first, static_cast<int>(i * alike.of_copy)));
  if (seed % 2 == 0) {
    alike.program.threads.push_back(other);
    alike.expanded.threads.push_back(
        shifted(other, static_cast<int>(alike.copies * alike.of_copy)));
  }
  return alike;
}

bool fits(const Alike& alike) {
  std::size_t instructions = 0;
  for (const Thread& thread : alike.expanded.threads) instructions += thread.size();
  return alike.copies * alike.of_copy + alike.of_other <= kRegisters && instructions <= 9;
}

void compare(Model model, Memory memory) {
  const Seeds programs = seeds(2'500, 8);
  std::uint64_t compared = 0;
  for (std::uint64_t seed = programs.first; seed < programs.end; ++seed) {
    Alike alike = make_alike(seed);
    if (!fits(alike)) continue;
    Verdicts verdicts = judge(alike.expanded, 20'000);
    if (!verdicts.complete) continue;
    ++compared;
    std::set<Values> allowed;
    for (const Outcome& outcome : verdicts.of[static_cast<unsigned>(model)].outcomes)
      allowed.insert(alike.values(outcome));
    for (const Way& way : kWays) {
      if (way.options.search != Search::states || way.options.jobs > 1) continue;
      Options options = way.options;
      options.memory = memory;
      FoundAlike found = run_alike(alike.program, alike.copies, options);
      ASSERT_TRUE(found.complete);
      ASSERT_EQ(found.other, "");
      ASSERT_EQ(found.race, verdicts.of[static_cast<unsigned>(model)].race)
          << way.name << "\n"
          << to_string(alike.expanded);
      ASSERT_EQ(found.outcomes, allowed) << "seed " << seed << ", " << way.name << "\n"
                                         << to_string(alike.expanded);
    }
  }
  EXPECT_GT(compared, programs.size() / 3) << "too many programs are too large";
}

TEST(AlikeThreads, DoWhatTheAxiomsSayUnderSc) { compare(Model::sc, Memory::sc); }
TEST(AlikeThreads, DoWhatTheAxiomsSayUnderTso) { compare(Model::tso, Memory::tso); }
TEST(AlikeThreads, DoWhatTheAxiomsSayUnderWeak) { compare(Model::weak, Memory::weak); }

}  // namespace
}  // namespace epcheck::litmus
