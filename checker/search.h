// SPDX-License-Identifier: MIT
// What the searches have in common: they drive the Machine, collect what is found, and stop at the
// bounds. One search, one file: states_search.cc, naive_search.cc, dpor_search.cc,
// random_search.cc; shorten.cc finds the shortest schedule to each violation that a search has
// found.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checker/bounds.h"
#include "checker/check.h"
#include "checker/machine.h"
#include "checker/wire.h"

namespace epcheck {

/// What has been found so far, and how much was looked at.
struct Findings {
  std::map<std::string, Violation> violations;  // by property; the first schedule found
  std::set<std::vector<std::int64_t>> outcomes;
  Statistics statistics;
  bool complete = true;
  bool nondeterministic = false;
  std::string note;
  std::string why_states;
  std::set<Key> livelocked;  // states from which no end state can be reached

  /// For the way from a worker process to the first one.
  void write(WireWriter& wire) const;
  /// Adds what another worker found.
  void merge(WireReader& wire);
};

/// Collects what a step reports under the schedule that led to it.
class Collector : public StepObserver {
 public:
  Collector(Findings& findings, const Schedule& schedule)
      : findings_(findings), schedule_(schedule) {}
  void on_report(std::string_view property, std::string_view message) override;

 private:
  Findings& findings_;
  const Schedule& schedule_;
};

/// Judges the end state that the machine is in: at_end, deadlock, outcome.
void judge_end(Machine& machine, const Options& options, Collector& collector, Findings& findings);

/// What is found is not complete if the memory model has hit a bound of its own.
void note_limit(Machine& machine, Findings& findings);

/// The options with what the chosen search implies.
Options effective(Options options);

Findings search_states(Machine& machine, const Options& options);
Findings search_naive(Machine& machine, const Options& options);
Findings search_dpor(Machine& machine, const Options& options);
Findings search_random(Machine& machine, const Options& options);

/// The states search, and dpor as its rival: `dpor` is run in another process and returns what
/// search_dpor() does. If that one wins, its findings; otherwise those in `states` count.
std::optional<Findings> search_auto(Machine& machine, const Options& options,
                                    const std::function<Findings()>& dpor, Findings& states);

/// Random walks to learn about words before a long search, until `quiet_walks` in a row have
/// learned nothing. Afterwards the machine is in no state of use. Returns whether anything is new,
/// so that the search must start again.
bool learn_words(Machine& machine, const Bounds& bounds, unsigned quiet_walks);

/// As many as for a search of which nothing is known.
inline constexpr unsigned kQuietWalks = 400;

/// Looks for states from which no schedule comes to an end. REQUIRES: a complete search_states().
void find_livelock(Machine& machine, const Options& options, Findings& findings);

/// Replaces the schedule of each violation by the shortest one, in the order of preemptions, then
/// decisions, then thread numbers.
void shorten(Machine& machine, const Options& options, Findings& findings);

}  // namespace epcheck
