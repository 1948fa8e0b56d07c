// SPDX-License-Identifier: MIT
// The default search: every reachable state once, depth first. A state that has been seen is not
// entered again. When an assumption about a shared word turns out wrong, the search starts again,
// and what it found under that assumption is forgotten.
#include "checker/search.h"
#include "checker/state_table.h"
#include "checker/why_states.h"

namespace epcheck {

namespace {

/// The first steps, and then each 1024th, are checked: the key against one from scratch, and the
/// step against itself taken again.
constexpr std::uint64_t kAlwaysChecked = 256;
constexpr std::uint64_t kCheckedEach = 1024;
constexpr std::size_t kWhyLines = 60;

class StatesSearch {
 public:
  StatesSearch(Machine& machine, const Options& options)
      : machine_(machine), options_(options), bounds_(options), collector_(findings_, schedule_) {}

  Findings run() {
    machine_.observer = &collector_;
    while (!explore()) {
      unsigned restarts = findings_.statistics.restarts + 1;
      findings_ = {};
      findings_.statistics.restarts = restarts;
      schedule_.clear();
      levels_.clear();
      pool_.clear();
      table_.clear();
      why_states_ = {};
      machine_.restart();
    }
    findings_.statistics.states = table_.size();
    findings_.statistics.bytes = table_.bytes();
    if (options_.why_states) findings_.why_states = why_states_.report(kWhyLines);
    return std::move(findings_);
  }

 private:
  /// Decisions of all open levels lie one after the other in pool_.
  struct Level {
    std::size_t next;
    std::size_t end;
  };

  /// False if the search must start again.
  bool explore() {
    enter();
    while (!levels_.empty()) {
      if (machine_.take_news()) return false;
      if (findings_.nondeterministic || bounds_.reached(table_.size(), table_.bytes(), findings_))
        return true;
      Level& level = levels_.back();
      if (level.next == level.end) {
        leave();
        continue;
      }
      Decision decision = pool_[level.next++];
      schedule_.push_back(decision);
      machine_.step(decision);
      if (findings_.statistics.transitions++ % kCheckedEach == 0 ||
          findings_.statistics.transitions <= kAlwaysChecked)
        check_step(decision);
      if (machine_.failed()) {
        ++findings_.statistics.executions;
        back();
      } else {
        enter();
      }
    }
    return !machine_.take_news();
  }

  /// The machine has come to a state: open a level for it if it is new.
  void enter() {
    if (!table_.insert(machine_.key())) return back();
    if (options_.why_states) why_states_.add(machine_.threads());
    std::size_t begin = pool_.size();
    machine_.decisions(pool_);
    levels_.push_back({begin, pool_.size()});
    if (begin == pool_.size()) judge_end(machine_, options_, collector_, findings_);
  }

  void leave() {
    levels_.pop_back();
    pool_.resize(levels_.empty() ? 0 : levels_.back().end);
    if (!levels_.empty()) back();
  }

  void back() {
    machine_.undo();
    schedule_.pop_back();
  }

  void check_step(Decision decision) {
    Key key = machine_.key();
    bool failed = machine_.failed();
    bool unseen = machine_.key_from_scratch() != key;
    machine_.undo();
    unseen |= machine_.key_from_scratch() != machine_.key();
    machine_.step(decision);
    if (!unseen && machine_.key() == key && machine_.failed() == failed) return;
    findings_.nondeterministic = true;
    findings_.note = unseen ? "memory of the program was changed without an operation"
                            : "the same step did something else when it was taken again";
  }

  Machine& machine_;
  const Options& options_;
  Bounds bounds_;
  Findings findings_;
  Schedule schedule_;
  Collector collector_;
  StateTable table_;
  WhyStates why_states_;
  std::vector<Level> levels_;
  std::vector<Decision> pool_;
};

}  // namespace

Findings search_states(Machine& machine, const Options& options) {
  return StatesSearch(machine, options).run();
}

}  // namespace epcheck
