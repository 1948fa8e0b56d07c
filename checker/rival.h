// SPDX-License-Identifier: MIT
// Rival: a second search of the same program, in a process of its own, that takes turns with the
// one in this process. Neither loses what it has done while the other runs. The rival runs only
// while run_until() waits for it, up to a number of transitions, so what happens does not depend on
// time. It ends with the object.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "checker/search.h"

namespace epcheck {

class Rival {
 public:
  /// Forks. `search` is run in the new process, at its first turn.
  explicit Rival(const std::function<Findings()>& search);
  ~Rival();
  Rival(const Rival&) = delete;

  /// Lets it go on until it has taken so many transitions in all, it has finished, or `stop` is
  /// set.
  void run_until(std::uint64_t transitions, const std::atomic<bool>* stop);

  /// What it has found, once it has finished.
  const std::optional<Findings>& findings() const { return findings_; }
  std::uint64_t transitions() const { return transitions_; }
  static constexpr double kUnknown = 1e18;
  /// How many it would take in all, as far as it could tell at the end of its last turn; kUnknown
  /// before its first execution has ended, and when it is in a very long one.
  double expected() const { return expected_; }
  /// Whether most executions so far were given up, which mostly is because threads wait in loops.
  bool mostly_blocked() const { return mostly_blocked_; }

 private:
  bool receive(void* bytes, std::size_t count, const std::atomic<bool>* stop);

  int process_ = 0, to_ = -1, from_ = -1;
  bool running_ = false;  // a turn has begun, and its end has not been heard of
  std::uint64_t transitions_ = 0;
  double expected_ = 0;
  bool mostly_blocked_ = false;
  std::optional<Findings> findings_;
};

}  // namespace epcheck
