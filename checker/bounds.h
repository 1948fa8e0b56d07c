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

/// Told how far a search is, by the process that began it; it may let somebody else go on first.
class Turns {
 public:
  virtual ~Turns() = default;
  /// True: the search is to stop, as its result will not be used.
  virtual bool over(std::uint64_t states, const Findings& findings) = 0;
  /// The next number of states at which it wants to be asked, at the latest.
  std::uint64_t next_states = ~std::uint64_t{0};
};

class Bounds {
 public:
  /// For a part of the check that began with the last begin_check(). `workers`: those that take
  /// part in it. `grace`: seconds that this part may take even if the others have used up the time.
  explicit Bounds(const Options& options, Workers* workers = nullptr, double grace = 0);
  static void begin_check();

  /// True once a bound has been reached; then `findings` says which. Cheap: the clock is read now
  /// and then.
  bool reached(std::uint64_t states, std::uint64_t bytes, Findings& findings) {
    if (states < look_at_ && bytes <= max_bytes_ && ++calls_ % kCallsPerLook != 0) return false;
    return look(states, bytes, findings);
  }
  /// Who is asked in this process; null: nobody.
  static inline Turns* turns = nullptr;
  /// How much of its work the search that runs has done, from 0 to 1, as far as it can tell.
  static double explored() { return explored_ ? explored_() : 0; }
  static void set_explored(std::function<double()> explored) { explored_ = std::move(explored); }

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

  static inline std::function<double()> explored_;
  double max_seconds_;
  std::uint64_t look_at_;  // no later than at so many states
  double next_progress_;
  unsigned calls_ = 0;
};

}  // namespace epcheck
