// SPDX-License-Identifier: MIT
// Search::auto_: the states search, and, once it has become large, the dpor search in turns with
// it; the first to be complete wins. Which one that is depends on how much they have to do, not on
// time, so it is the same on every machine and for any number of workers.
//
// Neither can be foretold: states that repeat favour the first, many short threads the second, by
// orders of magnitude either way. What the dpor search expects to need in all is judged by how much
// of its tree it has seen. Where that is soon far above what it has done, it has met most branches,
// and may be believed: the rival gets many times of what the states search has spent. Where the
// rival seems to be nearly through all the time, new branches may still turn up at the root: it
// gets a burst, for it may indeed be nearly through, and less than half of that from then on.
// It is believed, too, where most executions end in loops that wait: it goes no further with them,
// but each mixture of what is read in a turn is a state.
#include <algorithm>

#include "checker/rival.h"
#include "checker/search.h"

namespace epcheck {

namespace {

// Of states. Many threads favour the rival: the first turn is sooner by their cube.
constexpr std::uint64_t kEarliestTurn = 1'000, kLatestTurn = 6'000, kTurnOfOneThread = 2'100'000;
// All that follows is in transitions of the rival, or in what takes as long, about.
constexpr double kStart = 20'000;    // what the states search needs before it begins
constexpr double kTransition = 1.5;  // a transition of the states search
constexpr double kTypical = 3;       // transitions for each state
constexpr double kShort = 1'000;  // if no execution has ended by then, there are no short threads
constexpr double kFirstLook = 5'000;
constexpr double kFarAbove = 10;  // times what it has done; then what it expects is believed
constexpr double kBurst = 75'000;
constexpr double kBelieved = 8;  // times what the states search has spent
constexpr double kDoubtful = 0.35;
constexpr double kTooMuch = 1.5;  // times what it gets: if it expects more, it is not let go on
constexpr double kSlice = 1.25;   // how much further it goes before it is judged again

class AutoSearch : public Turns {
 public:
  AutoSearch(const Options& options, const std::function<Findings()>& dpor)
      : options_(options), dpor_(dpor) {
    next_states = kEarliestTurn;
  }

  /// The rival's findings are the result, if there are any.
  std::optional<Findings> run(Machine& machine, Findings& states) {
    machine_ = &machine;
    Bounds::turns = this;
    states = search_states(machine, options_);
    Bounds::turns = nullptr;
    // Several workers may pass a turn before it is noticed.
    while (states.complete && !won() && !states.nondeterministic &&
           states.statistics.states >= next_states)
      take_turn();
    if (!won()) return std::nullopt;
    return rival_->findings();
  }

  bool over(std::uint64_t states, const Findings& findings) override {
    if (!rival_) next_states = first_turn();
    if (states < next_states) return won();
    // Of several workers each knows its own transitions only.
    if (!rival_ && options_.share_from > next_states)
      per_state_ =
          static_cast<double>(findings.statistics.transitions) / static_cast<double>(states);
    take_turn();
    return won();
  }

 private:
  bool won() const { return rival_ && rival_->findings() && rival_->findings()->complete; }

  std::uint64_t first_turn() const {
    std::uint64_t threads = machine_->threads();
    return std::clamp(kTurnOfOneThread / (threads * threads * threads), kEarliestTurn, kLatestTurn);
  }

  void take_turn() {
    double spent = kStart + kTransition * per_state_ * static_cast<double>(next_states);
    double most = kBelieved * spent;
    if (!rival_) {
      rival_.emplace(dpor_);
      run_until(kShort);
      if (rival_->expected() < Rival::kUnknown) run_until(kFirstLook);
      believed_ = rival_->expected() > kFarAbove * done() || rival_->mostly_blocked();
      if (!believed_) most = kBurst;
    } else if (!believed_) {
      most = kDoubtful * spent;
    }
    while (goes_on() && done() < most && rival_->expected() <= kTooMuch * most)
      run_until(std::min(kSlice * done(), most));
    bool no_more = rival_->findings() || rival_->expected() == Rival::kUnknown;
    next_states = no_more ? ~std::uint64_t{0} : next_states + next_states / 2;
  }

  double done() const { return static_cast<double>(rival_->transitions()); }
  void run_until(double transitions) {
    rival_->run_until(static_cast<std::uint64_t>(transitions), options_.stop);
  }
  bool goes_on() const {
    return !rival_->findings() && (options_.stop == nullptr || !options_.stop->load());
  }

  const Options& options_;
  const Machine* machine_ = nullptr;
  const std::function<Findings()>& dpor_;
  std::optional<Rival> rival_;
  double per_state_ = kTypical;  // transitions, up to the first turn
  bool believed_ = false;
};

}  // namespace

bool dpor_knows(const Options& options) {
  return options.memory == Memory::sc && !options.max_preemptions && options.max_states == 0;
}

std::optional<Findings> search_auto(Machine& machine, const Options& options,
                                    const std::function<Findings()>& dpor, Findings& states) {
  if (dpor_knows(options)) return AutoSearch(options, dpor).run(machine, states);
  states = search_states(machine, options);
  return std::nullopt;
}

}  // namespace epcheck
