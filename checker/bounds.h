// SPDX-License-Identifier: MIT
// Bounds: when a search has to stop before it is complete, because of a bound in Options or because
// somebody has set Options::stop; and the one who tells Options::progress how far it is. Every loop
// that may take long asks it again and again. Hitting a bound makes a result incomplete and leaves
// a note; a search never stops without saying so.
#pragma once

#include <chrono>
#include <cstdint>

#include "checker/check.h"

namespace epcheck {

class Workers;
struct Findings;

class Bounds {
 public:
  /// For a part of the check that began with the last begin_check(). `workers`: those that take
  /// part in it. `grace`: seconds that this part may take even if the others have used up the time.
  explicit Bounds(const Options& options, Workers* workers = nullptr, double grace = 0);
  static void begin_check();

  /// True once a bound has been reached; then `findings` says which. Cheap: the clock is read now
  /// and then.
  bool reached(std::uint64_t states, std::uint64_t bytes, Findings& findings) {
    if (states < max_states_ && bytes <= max_bytes_ && ++calls_ % kCallsPerLook != 0) return false;
    return look(states, bytes, findings);
  }
  /// The same for what happens between searches: only time and interruption count.
  bool reached(Findings& findings) { return reached(0, 0, findings); }
  /// Whether there is no time left, without a note: the search itself will find out.
  bool no_time_left() const { return why_no_time() != nullptr; }

 private:
  static constexpr unsigned kCallsPerLook = 256;
  bool look(std::uint64_t states, std::uint64_t bytes, Findings& findings);
  const char* why_no_time() const;
  void tell_progress(std::uint64_t states, std::uint64_t bytes, const Findings& findings);

  const Options& options_;
  Workers* workers_;
  std::uint64_t max_states_, max_bytes_;
  double max_seconds_;
  double next_progress_;
  unsigned calls_ = 0;
};

}  // namespace epcheck
