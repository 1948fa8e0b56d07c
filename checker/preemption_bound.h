// SPDX-License-Identifier: MIT
// PreemptionBound: which schedules Options::max_preemptions leaves. It follows the machine's steps.
// What may come after a state depends on who ran last and how often threads were preempted, so both
// tell states apart. A decision that is left out makes the result incomplete. Without the option it
// does nothing.
#pragma once

#include <vector>

#include "checker/check.h"
#include "checker/key.h"

namespace epcheck {

class Machine;
struct Findings;

class PreemptionBound {
 public:
  PreemptionBound(Machine& machine, const Options& options);
  /// The key of the machine's state for a search with this bound.
  Key key(Key state) const;
  /// Removes those of the decisions from `first` on that would preempt once too often.
  void cut(std::vector<Decision>& decisions, std::size_t first, Findings& findings) const;
  /// REQUIRES: called before the machine's step, and after its undo.
  void step(Decision decision);
  void undo() {
    if (on_) path_.pop_back();
  }
  void clear() { path_.clear(); }

 private:
  struct Step {
    unsigned last;  // the thread that ran; kMaxThreads: none
    unsigned preemptions;
  };
  Step now() const;
  bool preempts(Decision decision, bool last_can_go_on) const;
  bool last_can_go_on() const;

  Machine& machine_;
  bool on_;
  unsigned most_;
  std::vector<Step> path_;
};

}  // namespace epcheck
