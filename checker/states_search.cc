// SPDX-License-Identifier: MIT
// The default search: every reachable state once, depth first. A state that has been seen is not
// entered again. When an assumption about a shared word turns out wrong, the search starts again,
// and what it found under that assumption is forgotten. Once a search is large, it is shared by
// `jobs` processes; each state is entered by the one that inserts it into the table, so all counts
// are the same for any number of them.
#include "checker/preemption_bound.h"
#include "checker/search.h"
#include "checker/state_table.h"
#include "checker/why_states.h"
#include "checker/workers.h"

namespace epcheck {

namespace {

/// The first steps, then each 1024th, are checked: the key against one from scratch, and the step
/// against itself taken again. What is repeated for the first time is taken again, too.
constexpr std::uint64_t kAlwaysChecked = 256;
constexpr std::uint64_t kCheckedEach = 1024;
constexpr std::size_t kWhyLines = 60;
/// A search that has become so large starts again after random walks, until so many in a row have
/// learned nothing.
struct Lesson {
  std::uint64_t states;
  unsigned quiet_walks;
};
constexpr Lesson kLessons[] = {{100, 30}, {3'000, 100}, {50'000, kQuietWalks}};

class StatesSearch {
 public:
  /// `table` and `workers` are kept from one search to the next: to set them up takes longer than
  /// a small search.
  StatesSearch(Machine& machine, const Options& options, StateTable& table, Workers& workers)
      : machine_(machine),
        options_(options),
        bounds_(options, &workers),
        preemptions_(machine, options),
        collector_(findings_, schedule_),
        table_(table),
        workers_(workers) {}

  Findings run() {
    machine_.observer = &collector_;
    table_.clear();
    while (!explore_all()) {
      unsigned restarts = findings_.statistics.restarts + 1;
      forget();
      findings_ = {};
      findings_.statistics.restarts = restarts;
      table_.clear();
      why_states_ = {};
      machine_.restart();
      machine_.take_limit();
    }
    note_limit(machine_, findings_);
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
  bool explore_all() {
    enter();
    for (explore(); learns_ && !machine_.words().has_news(); explore())
      if (!learn()) return false;
    if (!forked_) return !machine_.take_news();
    work();
    for (const std::string& result : workers_.join()) {
      WireReader wire(result);
      findings_.merge(wire);
      machine_.words().merge(wire);
    }
    forked_ = false;
    table_.set_workers(1);
    return !machine_.take_news();
  }

  /// Until all levels are done, or the search is to stop.
  void explore() {
    while (!levels_.empty()) {
      if (stops()) return workers_.stop();
      Level& level = levels_.back();
      if (level.next == level.end) {
        leave();
        continue;
      }
      if (forked_) {
        if (workers_.stopped()) return;
        if (workers_.hungry()) give();
        if (level.next == level.end) continue;
      } else if (may_fork() && table_.size() >= options_.share_from) {
        fork();
      }
      advance(pool_[level.next++]);
    }
  }

  /// True if there was nothing to learn: then the search goes on where it was. Walks may change how
  /// Handover numbers words without news; then keys mean something else.
  bool learn() {
    learns_ = false;
    Key here = machine_.key();
    Key before = machine_.words().numbering();
    note_limit(machine_, findings_);
    if (learn_words(machine_, bounds_, next_lesson_++->quiet_walks)) return false;
    machine_.restart();
    if (machine_.words().numbering() != before) return false;
    machine_.observer = nullptr;
    for (Decision decision : schedule_) machine_.step(decision);
    machine_.observer = &collector_;
    if (machine_.key() != here) return false;
    machine_.take_limit();
    return true;
  }

  bool stops() {
    learns_ = !forked_ && options_.reductions.learned_words && next_lesson_ != std::end(kLessons) &&
              table_.size() >= next_lesson_->states;
    return machine_.words().has_news() || learns_ || findings_.nondeterministic ||
           bounds_.reached(table_.size(), table_.bytes(), findings_);
  }

  void advance(Decision decision) {
    schedule_.push_back(decision);
    preemptions_.step(decision);
    machine_.step(decision);
    bool unchecked = machine_.repeater().take_unchecked();
    if (taken_ < kAlwaysChecked || taken_ % kCheckedEach == 0)
      check_step(decision);
    else if (unchecked)
      take_again(decision);
    ++taken_;
    ++findings_.statistics.transitions;
    if (machine_.failed()) {
      ++findings_.statistics.executions;
      back();
    } else {
      enter();
    }
  }

  /// The machine has come to a state: open a level for it if it is new.
  void enter() {
    Key key = preemptions_.key(machine_.key());
    std::size_t begin = pool_.size();
    // Of a large table the slot is not in the cache: while it is fetched, something is done that is
    // needed only if the state is new.
    bool ahead = table_.fetch(key);
    if (ahead) machine_.decisions(pool_);
    if (!table_.insert(key)) {
      pool_.resize(begin);
      return back();
    }
    if (!ahead) machine_.decisions(pool_);
    if (options_.why_states) why_states_.add(machine_.threads(), machine_.liveness());
    preemptions_.cut(pool_, begin, findings_);
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
    preemptions_.undo();
    schedule_.pop_back();
  }

  void forget() {
    schedule_.clear();
    preemptions_.clear();
    levels_.clear();
    pool_.clear();
  }

  /// Where several workers stop at a bound on states depends on their speed: one worker keeps it.
  bool may_fork() const {
    return options_.jobs > 1 && options_.max_states == 0 && !options_.why_states;
  }

  void fork() {
    table_.set_workers(options_.jobs);
    forked_ = true;
    workers_.start(options_.jobs, [this](unsigned) {
      findings_ = {};
      forget();
      work();
      note_limit(machine_, findings_);
      WireWriter wire;
      findings_.write(wire);
      machine_.words().write(wire);
      return wire.take();
    });
  }

  /// Takes over what other workers put down, until there is nothing left.
  void work() {
    Schedule schedule;
    while (!workers_.stopped() && workers_.take(schedule, [this] { wait(); })) {
      forget();
      machine_.restart();
      Decision last = schedule.back();
      schedule.pop_back();
      for (Decision decision : schedule) {
        preemptions_.step(decision);
        machine_.step(decision);
      }
      schedule_ = schedule;
      levels_.push_back({0, 0});  // stands for the state that the work begins at
      advance(last);
      explore();
    }
    table_.leave();
  }

  /// While there is nothing to do.
  void wait() {
    table_.while_idle();
    if (bounds_.reached(table_.size(), table_.bytes(), findings_)) workers_.stop();
  }

  /// Puts the last decision of the level nearest to the start down for another worker.
  void give() {
    std::size_t first = schedule_.size() + 1 - levels_.size();  // depth of the first level
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      if (levels_[i].next == levels_[i].end) continue;
      Schedule schedule(schedule_.begin(),
                        schedule_.begin() + static_cast<std::ptrdiff_t>(first + i));
      schedule.push_back(pool_[levels_[i].end - 1]);
      if (workers_.give(schedule)) --levels_[i].end;
      return;
    }
  }

  /// Memory that is changed without an operation is in no key but one from scratch, and is not
  /// undone.
  void check_step(Decision decision) {
    bool unseen = machine_.key_from_scratch() != machine_.key();
    take_again(decision);
    if (!unseen) return;
    findings_.nondeterministic = true;
    findings_.note = "memory of the program was changed without an operation";
  }

  void take_again(Decision decision) {
    Key key = machine_.key();
    bool failed = machine_.failed();
    machine_.undo();
    machine_.repeater().set_wanted(false);
    machine_.step(decision);
    machine_.repeater().set_wanted(true);
    if (machine_.key() == key && machine_.failed() == failed) return;
    findings_.nondeterministic = true;
    findings_.note = "the same step did something else when it was taken again";
  }

  Machine& machine_;
  const Options& options_;
  Bounds bounds_;
  PreemptionBound preemptions_;
  Findings findings_;
  Schedule schedule_;
  Collector collector_;
  StateTable& table_;
  Workers& workers_;
  std::uint64_t taken_ = 0;  // steps, those before a new start among them
  bool forked_ = false;
  bool learns_ = false;  // now
  const Lesson* next_lesson_ = kLessons;
  WhyStates why_states_;
  std::vector<Level> levels_;
  std::vector<Decision> pool_;
};

}  // namespace

Findings search_states(Machine& machine, const Options& options) {
  static StateTable table;
  static Workers workers;
  return StatesSearch(machine, options, table, workers).run();
}

}  // namespace epcheck
