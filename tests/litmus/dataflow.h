// SPDX-License-Identifier: MIT
// What the threads of a litmus program do once it is said which write each read reads from: which
// instructions are executed, and all values. There is one Dataflow for each such choice in which
// po U rf has no cycle; choices that contradict themselves, as reading from a write that is
// branched over, have none, and two exchanges do not read from the same write.
#pragma once

#include <array>
#include <functional>

#include "tests/litmus/program.h"

namespace epcheck::litmus {

inline constexpr unsigned kMostInstructions = 12;  // of one thread

struct Dataflow {
  /// An instruction that writes; thread -1 is the initial write.
  struct Source {
    std::int8_t thread;
    std::int8_t index;
    bool operator==(const Source&) const = default;
  };
  struct Step {
    bool executed = false;
    bool chosen = false;  // `source` is set
    bool wrote = false;
    Source source{-1, -1};
    std::uint8_t written = 0;
  };
  std::array<std::array<Step, kMostInstructions>, kMostThreads> steps{};
  std::array<std::uint8_t, kRegisters> registers{};
  std::array<std::uint8_t, kMostThreads> next{};  // instruction of each thread
};

/// Calls `visit` until it returns false; returns whether it never did. Throws std::runtime_error
/// if the program has too many threads, instructions or events.
bool for_each_dataflow(const Program& program, const std::function<bool(const Dataflow&)>& visit);

}  // namespace epcheck::litmus
