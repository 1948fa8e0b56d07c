// SPDX-License-Identifier: MIT
// Search::auto_: the states search, and, once it has become large, the dpor search in turns with
// it; the first to be complete wins. Which one that is depends on how much they have to do, not on
// time, so it is the same on every machine and for any number of workers.
//
// Neither can be foretold: states that repeat favour the first, many short threads the second, by
// orders of magnitude either way. So the rival gets a quarter of what the states search has spent,
// and more only as long as what it expects to need in all, judged by how much of its tree it has
// seen, is not far above that. A wrong guess is seen to be wrong while it is being followed.
#include <algorithm>

#include "checker/rival.h"
#include "checker/search.h"

namespace epcheck {

namespace {

constexpr std::uint64_t kFirstTurn = 2'500;  // states; a smaller search is not worth a fork
constexpr double kSteps = 8;      // transitions of the rival that take as long as a state, about
constexpr double kShort = 1'000;  // if no execution has ended by then, there are no short threads
constexpr double kShare = 0.25;
constexpr double kPromising = 3;  // times what the states search has spent
constexpr double kGivenUp = 4.5;
constexpr double kSlice = 1.25;  // how much further it goes before it is judged again

class AutoSearch : public Turns {
 public:
  AutoSearch(const Options& options, const std::function<Findings()>& dpor)
      : options_(options), dpor_(dpor) {
    next_states = kFirstTurn;
  }

  /// The rival's findings are the result, if there are any.
  std::optional<Findings> run(Machine& machine, Findings& states) {
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

  bool over(std::uint64_t states, const Findings&) override {
    if (states >= next_states) take_turn();
    return won();
  }

 private:
  bool won() const { return rival_ && rival_->findings() && rival_->findings()->complete; }

  void take_turn() {
    double spent = kSteps * static_cast<double>(next_states);
    if (!rival_) {
      rival_.emplace(dpor_);
      run_until(kShort);
    }
    if (rival_->expected() < Rival::kUnknown) run_until(kShare * spent);
    if (rival_->expected() <= kPromising * spent)
      while (goes_on() && rival_->expected() <= kGivenUp * spent &&
             static_cast<double>(rival_->transitions()) <= kGivenUp * spent)
        run_until(kSlice * static_cast<double>(rival_->transitions()));
    bool no_more = rival_->findings() || rival_->expected() == Rival::kUnknown;
    next_states = no_more ? ~std::uint64_t{0} : next_states + next_states / 2;
  }

  void run_until(double transitions) {
    rival_->run_until(static_cast<std::uint64_t>(transitions), options_.stop);
  }
  bool goes_on() const {
    return !rival_->findings() && (options_.stop == nullptr || !options_.stop->load());
  }

  const Options& options_;
  const std::function<Findings()>& dpor_;
  std::optional<Rival> rival_;
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
