// SPDX-License-Identifier: MIT
// Random walks, for programs whose states are too many. Each walk runs from the start to an end
// state; who goes on is drawn uniformly, or by random priorities (pct.h). What a walk finds is
// real; that nothing was found proves nothing, so the verdict is never `holds`.
//
// The scheduling points are the learned ones, as in the states search: a walk has several times
// fewer of them than there are operations, and the fewer there are, the likelier is the schedule
// that matters. They must not change once a schedule has been found, for it would mean something
// else. So a walk that learns something is taken again, with the same random numbers; and from the
// first violation on nothing more is learned.
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "checker/pct.h"
#include "checker/preemption_bound.h"
#include "checker/search.h"

namespace epcheck {

namespace {

/// A longer walk is in a loop that waits for luck, or has none to wait for. To undo it takes some
/// 10 MB.
constexpr std::uint64_t kLongestWalk = 10'000;
/// The first walk and then each 1024th are taken a second time, to find nondeterminism.
constexpr std::uint64_t kCheckedEach = 1024;

class RandomSearch {
 public:
  RandomSearch(Machine& machine, const Options& options)
      : machine_(machine),
        options_(options),
        bounds_(options),
        preemption_bound_(machine, options),
        collector_(findings_, schedule_),
        pct_(std::max(options.pct_depth, 1u)),
        random_(options.seed) {}

  Findings run() {
    machine_.observer = &collector_;
    if (options_.reductions.learned_words) learn_words(machine_, bounds_, kQuietWalks);
    start_with_news();
    std::uint64_t walks = 0;
    while (walks < options_.walks && findings_.complete && !findings_.nondeterministic) {
      std::mt19937_64 numbers = random_;
      Statistics statistics = findings_.statistics;
      walk(walks);
      if (again()) {
        random_ = numbers;
        statistics.restarts = findings_.statistics.restarts;
        findings_.statistics = statistics;
      } else if (findings_.complete) {
        end_of_walk(walks++);
      }
    }
    describe(walks);
    findings_.complete = false;
    return std::move(findings_);
  }

 private:
  /// Until no thread can go on, something is learned, or a bound is reached.
  void walk(std::uint64_t number) {
    schedule_.clear();
    preemptions_ = 0;
    preemption_bound_.clear();
    last_ = kMaxThreads;
    trail_ = {};
    pct_.begin(likely_steps(), random_);
    while (schedule_.size() < kLongestWalk && !machine_.failed()) {
      decisions_.clear();
      machine_.decisions(decisions_);
      preemption_bound_.cut(decisions_, 0, left_out_);
      if (decisions_.empty()) return judge_end(machine_, options_, collector_, findings_);
      if (bounded_ && bounds_.reached(number, 0, findings_)) return;
      advance(pick());
      if (machine_.words().has_news()) return;
    }
    findings_.statistics.executions += machine_.failed();
  }

  /// Of a walk, judged by those before.
  std::uint64_t likely_steps() const { return longest_ == 0 && cut_ > 0 ? kLongestWalk : longest_; }

  /// The thread first, so that one with many alternatives is no likelier than the others.
  Decision pick() {
    threads_.clear();
    for (Decision decision : decisions_)
      if (threads_.empty() || threads_.back() != decision.thread)
        threads_.push_back(decision.thread);
    unsigned thread = options_.pct_depth > 0 ? pct_.pick(decisions_, machine_.key())
                                             : threads_[random_() % threads_.size()];
    auto [first, last] = std::equal_range(
        decisions_.begin(), decisions_.end(), Decision{static_cast<std::uint8_t>(thread), 0},
        [](Decision a, Decision b) { return a.thread < b.thread; });
    return first[static_cast<std::ptrdiff_t>(random_() % static_cast<std::uint64_t>(last - first))];
  }

  void advance(Decision decision) {
    if (decision.choice != kDrain) {
      preemptions_ += last_ != decision.thread &&
                      std::any_of(decisions_.begin(), decisions_.end(), [this](Decision other) {
                        return other.thread == last_ && other.choice != kDrain;
                      });
      last_ = decision.thread;
    }
    schedule_.push_back(decision);
    preemption_bound_.step(decision);
    machine_.step(decision);
    trail_ += machine_.key();
    ++findings_.statistics.transitions;
  }

  /// Whether the walk is to be taken again, because the scheduling points were not final.
  bool again() {
    if (!findings_.violations.empty() && !frozen_) {
      // With the points that this walk began with, up to where it learned something it is the same.
      frozen_ = true;
      findings_.violations.clear();
      findings_.complete = true;
      findings_.note.clear();
      bounded_ = false;
      machine_.words().clear();
      machine_.words().start_with(learned_);
      machine_.words().freeze();
      machine_.restart();
      return true;
    }
    if (!machine_.words().has_news()) return false;
    ++findings_.statistics.restarts;
    start_with_news();
    return true;
  }

  void start_with_news() {
    machine_.take_news();
    machine_.restart();
    learned_ = machine_.words().learned();
  }

  void end_of_walk(std::uint64_t number) {
    bounded_ = true;
    findings_.statistics.states += schedule_.size() + 1;
    bool cut = schedule_.size() == kLongestWalk;
    cut_ += cut;
    if (!cut) longest_ = std::max<std::uint64_t>(longest_, schedule_.size());
    for (auto& [property, violation] : findings_.violations)
      if (violation.schedule == schedule_) violation.preemptions = preemptions_;
    go_back();
    if (number % kCheckedEach == 0) take_again();
  }

  void go_back() {
    while (machine_.depth() > 0) machine_.undo();
  }

  void take_again() {
    Key trail;
    findings_.nondeterministic = machine_.key_from_scratch() != machine_.key();
    machine_.observer = nullptr;
    for (Decision decision : schedule_) {
      decisions_.clear();
      machine_.decisions(decisions_);
      if (std::find(decisions_.begin(), decisions_.end(), decision) == decisions_.end()) break;
      machine_.step(decision);
      trail += machine_.key();
      if (machine_.failed()) break;
    }
    machine_.observer = &collector_;
    findings_.nondeterministic |= trail != trail_;
    if (findings_.nondeterministic)
      findings_.note = "the same schedule did something else when it was taken again";
    go_back();
  }

  void describe(std::uint64_t walks) {
    if (findings_.nondeterministic) return;
    if (!findings_.note.empty()) findings_.note += "; ";
    findings_.note += fmt::format("{} random walks of up to {} steps, not all schedules", walks,
                                  cut_ > 0 ? kLongestWalk : longest_);
    if (cut_ > 0) findings_.note += fmt::format("; {} were cut there", cut_);
    if (!left_out_.note.empty()) findings_.note += "; " + left_out_.note;
  }

  Machine& machine_;
  const Options& options_;
  Bounds bounds_;
  PreemptionBound preemption_bound_;
  Findings left_out_;  // says whether schedules were left out
  Findings findings_;
  Schedule schedule_;
  Collector collector_;
  Pct pct_;
  std::mt19937_64 random_;  // what it yields is fixed by the standard
  Learned learned_;         // what the scheduling points of the walk follow from
  bool frozen_ = false;     // they are final
  bool bounded_ = true;     // false in a walk that is taken again to find the same violation
  std::uint64_t longest_ = 0;
  std::uint64_t cut_ = 0;
  unsigned preemptions_ = 0;
  unsigned last_ = kMaxThreads;  // the thread that ran last
  Key trail_;                    // the sum of the keys of all states that the walk came to
  std::vector<Decision> decisions_;
  std::vector<std::uint8_t> threads_;
};

}  // namespace

Findings search_random(Machine& machine, const Options& options) {
  return RandomSearch(machine, options).run();
}

}  // namespace epcheck
