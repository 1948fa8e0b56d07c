// SPDX-License-Identifier: MIT
// DporSearch: the state of one dpor search: the nodes of the execution that it is at, with what is
// left to explore from each, and which threads sleep. dpor_search.cc says how it goes.
#pragma once

#include <vector>

#include "checker/dpor_blocking.h"
#include "checker/dpor_races.h"
#include "checker/dpor_spins.h"
#include "checker/dpor_trace.h"
#include "checker/search.h"

namespace epcheck {

using Threads = std::uint64_t;  // a set, one bit each

class DporSearch {
 public:
  DporSearch(Machine& machine, const Options& options)
      : machine_(machine), options_(options), bounds_(options), collector_(findings_, schedule_) {}

  Findings run();

 private:
  /// A state on the current execution.
  struct Node {
    Threads threads;    // that there are
    Threads stopped;    // threads that are at an announced operation
    Threads waiting;    // those whose operation may block
    Threads spinning;   // those of them that are at the end of a turn of a loop
    Threads local;      // those whose next step is of no interest to others
    Threads enabled;    // those that can go on
    Threads backtrack;  // those from which to go on is enough, as far as is known
    Threads asleep;     // those that need not go on before something depends on them
    // Alternatives of the thread whose turn it is, in pool_.
    std::uint32_t begin, next, end;
    std::uint32_t sleepers;    // where the node's part of sleepers_ begins
    std::uint32_t footprints;  // where the part of footprints_ begins that goes with the node
    std::uint32_t explored;    // where the footprint of the thread whose turn it is begins
    std::uint8_t thread;       // whose turn it is
    bool some_thread;          // there is such a thread
    bool died;                 // the thread of the step that led here cannot go on any more
  };
  /// A thread that is asleep, and what its next step does: a range of footprints_.
  struct Sleeper {
    std::uint8_t thread;
    std::uint32_t begin, end;
  };

  double explored() const;
  void teach_races();
  void enter(unsigned last);
  void look_at_threads(Node& node, unsigned last);
  bool can_go_on(const Node& node, unsigned thread, unsigned last);
  void end_failed();
  void end_execution(const Node& node);
  unsigned first_choice(const Node& node, unsigned last) const;
  bool is_local(unsigned thread) const;
  bool choose_thread();
  void take_turn(Node& node, unsigned thread);
  void advance(Decision decision);
  void check_step(Decision decision);
  void note_stack(unsigned thread, std::uintptr_t sp, const std::vector<StackFrame>& before);
  void leave();
  void restart();
  void find_blocking_races(unsigned thread);
  void reverse(Event event, Event end, unsigned thread, const Clock* clock);

  Machine& machine_;
  const Options& options_;
  Bounds bounds_;
  Findings findings_;
  Schedule schedule_;  // without the steps in which a thread has died: they have no effect
  Collector collector_;
  EventLog log_;
  DporTrace trace_;
  DporRaces data_races_;
  DporSpins spins_{machine_};
  DporBlocking blocking_{log_, spins_};
  bool stopped_ = false;
  // What is known of the program; the search starts again when it changes.
  bool stacks_shared_ = false;
  bool plains_ = false;
  std::vector<Node> nodes_;
  std::vector<Decision> pool_;
  std::vector<Sleeper> sleepers_;
  std::vector<StepAccess> footprints_;
};

}  // namespace epcheck
