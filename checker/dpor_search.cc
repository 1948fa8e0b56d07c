// SPDX-License-Identifier: MIT
// Stateless search with dynamic partial-order reduction: of all schedules that differ only in the
// order of independent steps, one is run to its end. Source sets and sleep sets after Abdulla,
// Aronsson, Jonsson, Sagonas, "Optimal dynamic partial order reduction", POPL 2014, with locks and
// waits as in docs/internals.md. Depth first, going back by undo(), so no prefix is run twice. For
// programs all of whose loops end; independent of the states search, and an oracle for it.
#include "checker/dpor_search.h"

#include <algorithm>
#include <bit>

#include "checker/join.h"

namespace epcheck {

namespace {

/// The first steps, and then each 1024th, are checked against themselves taken again.
constexpr std::uint64_t kAlwaysChecked = 256;
constexpr std::uint64_t kCheckedEach = 1024;

/// What an operation that cannot be carried out synchronizes with.
const std::vector<SyncOp> kNothing;

Threads bit(unsigned thread) { return Threads{1} << thread; }

}  // namespace

Findings DporSearch::run() {
  machine_.observer = &collector_;
  machine_.set_event_log(&log_);
  machine_.set_hashing(false);
  machine_.restart();
  Bounds::set_explored([this] { return explored(); });
  enter(0);
  while (!nodes_.empty() && !stopped_) {
    if (nodes_.back().next < nodes_.back().end) {
      if (bounds_.reached(findings_.statistics.executions, 0, findings_)) break;
      advance(pool_[nodes_.back().next++]);
    } else if (!choose_thread()) {
      leave();
    }
  }
  machine_.set_event_log(nullptr);
  machine_.set_hashing(true);
  Bounds::set_explored(nullptr);
  teach_races();
  return std::move(findings_);
}

/// Which part of the tree has been seen, if what is known of it now were all, and all branches of a
/// node were alike.
double DporSearch::explored() const {
  double seen = 0, rest = 1;
  for (const Node& node : nodes_) {
    Threads turns = node.backtrack & node.enabled;
    if (turns == 0 || !node.some_thread) break;
    seen += rest * std::popcount(turns & node.asleep) / std::popcount(turns);
    rest /= std::popcount(turns);
    std::uint32_t alternatives = node.end - node.begin;
    if (node.next > node.begin) seen += rest * (node.next - node.begin - 1) / alternatives;
    rest /= alternatives;
  }
  return seen;
}

/// Whoever shortens or replays the schedule of a data race depends on what the machine itself has
/// learned about words; let it learn from that schedule.
void DporSearch::teach_races() {
  auto race = findings_.violations.find("data-race");
  if (race == findings_.violations.end()) return;
  machine_.observer = nullptr;
  do {
    machine_.restart();
    for (Decision decision : race->second.schedule) machine_.step(decision);
  } while (machine_.take_news());
}

/// The machine has come to a state: opens a node for it.
void DporSearch::enter(unsigned last) {
  Node node{};
  node.sleepers = static_cast<std::uint32_t>(sleepers_.size());
  node.footprints = static_cast<std::uint32_t>(footprints_.size());
  node.begin = node.next = node.end = static_cast<std::uint32_t>(pool_.size());
  look_at_threads(node, last);
  if (!nodes_.empty()) {
    const Node& parent = nodes_.back();
    std::size_t count = sleepers_.size();
    for (std::size_t i = parent.sleepers; i < count; ++i) {
      Sleeper sleeper = sleepers_[i];
      if (sleeper.thread == last) continue;
      bool wakes = false;
      for (const StepAccess& access : log_.accesses())
        for (std::uint32_t k = sleeper.begin; k < sleeper.end; ++k)
          wakes |= conflict(access, footprints_[k]);
      if (wakes) continue;
      sleepers_.push_back(sleeper);
      node.asleep |= bit(sleeper.thread);
    }
  }
  ++findings_.statistics.states;
  if ((node.enabled & ~node.asleep) != 0)
    node.backtrack = bit(first_choice(node, last));
  else
    end_execution(node);
  nodes_.push_back(node);
}

/// Which threads can go on. The last step has changed what it did itself, whom it has started, and
/// what others wait for.
void DporSearch::look_at_threads(Node& node, unsigned last) {
  Threads changed = ~Threads{0} >> (64 - machine_.threads());
  if (!nodes_.empty()) {
    const Node& parent = nodes_.back();
    Threads kept = parent.threads & ~bit(last);
    node.stopped = parent.stopped & kept;
    node.waiting = parent.waiting & kept;
    node.spinning = parent.spinning & kept;
    node.local = parent.local & kept;
    node.enabled = node.stopped & ~node.waiting;
    changed &= ~kept | node.waiting;
  }
  node.threads = ~Threads{0} >> (64 - machine_.threads());
  for (Threads rest = changed; rest != 0; rest &= rest - 1) {
    unsigned thread = static_cast<unsigned>(std::countr_zero(rest));
    const ThreadState& task = thread_state(thread);
    if (task.status != ThreadStatus::stopped) continue;
    node.stopped |= bit(thread);
    if (thread == last || !(node.waiting & bit(thread))) {
      if (is_local(thread)) node.local |= bit(thread);
      if (spins_.at_spin(thread)) node.spinning |= bit(thread);
      if (may_block(task.code.kind) || (node.spinning & bit(thread))) node.waiting |= bit(thread);
    }
    if (can_go_on(node, thread, last)) node.enabled |= bit(thread);
  }
}

bool DporSearch::can_go_on(const Node& node, unsigned thread, unsigned last) {
  if (!(node.waiting & bit(thread))) return true;
  if (!(node.spinning & bit(thread))) return machine_.enabled(thread);
  // As before, unless the last step has touched what the thread spins on.
  if (!nodes_.empty() && thread != last && (nodes_.back().waiting & bit(thread))) {
    const ThreadState& task = thread_state(thread);
    bool touched = false;
    for (const StepAccess& access : log_.accesses())
      touched |= access.effect != Effect::read &&
                 overlaps(access, task.address, std::max<unsigned>(task.code.size, 1));
    if (!touched) return nodes_.back().enabled & bit(thread);
  }
  return !spins_.goes_round(thread);
}

/// By fail(), or for want of memory.
void DporSearch::end_failed() {
  ++findings_.statistics.executions;
  note_limit(machine_, findings_);
}

void DporSearch::end_execution(const Node& node) {
  for (Threads rest = node.stopped & ~node.enabled; rest != 0; rest &= rest - 1)
    find_blocking_races(static_cast<unsigned>(std::countr_zero(rest)));
  // Where a thread spins it is no end: others only wait for what never comes.
  if (node.enabled != 0 || node.spinning != 0)
    ++findings_.statistics.blocked;
  else if (machine_.failed())
    end_failed();
  else
    judge_end(machine_, options_, collector_, findings_);
}

/// Whether the thread's next step is of no interest to others, so that it may as well come first.
bool DporSearch::is_local(unsigned thread) const {
  switch (thread_state(thread).code.kind) {
    case OpKind::begin:
    case OpKind::choose:
    case OpKind::fence:
    case OpKind::report:
      return true;
    case OpKind::wait: {
      const ThreadState& task = thread_state(thread);
      const Condition& condition = *static_cast<const Condition*>(task.address);
      return is_join(condition, task.a);
    }
    default:
      return false;
  }
}

unsigned DporSearch::first_choice(const Node& node, unsigned last) const {
  Threads awake = node.enabled & ~node.asleep;
  if (awake & node.local) return static_cast<unsigned>(std::countr_zero(awake & node.local));
  if (awake & bit(last)) return last;
  return static_cast<unsigned>(std::countr_zero(awake));
}

/// The node's thread has been explored and goes to sleep; the next one gets its turn. False if
/// there is none.
bool DporSearch::choose_thread() {
  Node& node = nodes_.back();
  if (node.some_thread) {
    sleepers_.push_back(
        {node.thread, node.explored, static_cast<std::uint32_t>(footprints_.size())});
    node.asleep |= bit(node.thread);
  }
  Threads open = node.backtrack & node.enabled & ~node.asleep;
  if (open == 0) return false;
  take_turn(node, static_cast<unsigned>(std::countr_zero(open)));
  return true;
}

void DporSearch::take_turn(Node& node, unsigned thread) {
  pool_.resize(node.begin);
  machine_.decisions_of(thread, pool_);
  node.next = node.begin;
  node.end = static_cast<std::uint32_t>(pool_.size());
  node.thread = static_cast<std::uint8_t>(thread);
  node.some_thread = true;
  node.explored = static_cast<std::uint32_t>(footprints_.size());
  if (node.waiting & bit(thread)) find_blocking_races(thread);
}

void DporSearch::advance(Decision decision) {
  if (trace_.size() == DporTrace::kMaxEvents) {
    findings_.complete = false;
    findings_.note = "an execution has more than 10000 steps: dpor is for programs that end";
    stopped_ = true;
    return;
  }
  unsigned thread = decision.thread;
  bool at_spin = nodes_.back().spinning & bit(thread);
  OpKind kind = thread_state(thread).code.kind;
  const void* place = thread_state(thread).pc;
  std::uintptr_t sp = reinterpret_cast<std::uintptr_t>(thread_state(thread).sp);
  std::vector<StackFrame> frames;
  if (stacks_shared_) frames = machine_.stack_frames(thread);
  log_.clear();
  schedule_.push_back(decision);
  machine_.step(decision);
  if (findings_.statistics.transitions++ % kCheckedEach == 0 ||
      findings_.statistics.transitions <= kAlwaysChecked)
    check_step(decision);
  const ThreadState& task = thread_state(thread);
  if (spins_.push(thread, kind, place)) return restart();
  if (at_spin) log_.block();
  if (log_.stacks_shared() != stacks_shared_ || log_.plains() != plains_) return restart();
  bool died = task.status == ThreadStatus::running;
  if (plains_ && data_races_.push(thread, machine_.threads(), died ? kNothing : log_.sync()) &&
      findings_.violations.count("data-race") == 0)
    collector_.on_report("data-race", data_races_.message());
  if (died) schedule_.pop_back();
  if (stacks_shared_ && !died) note_stack(thread, sp, frames);
  trace_.push(thread, machine_.threads(), log_.accesses());
  footprints_.insert(footprints_.end(), log_.accesses().begin(), log_.accesses().end());
  Event end = trace_.size() - 1;
  for (Event event : trace_.races()) reverse(event, end, thread, trace_.clock(end));
  enter(thread);
  nodes_.back().died = died;
}

/// Variables may have ended, and others begun.
void DporSearch::note_stack(unsigned thread, std::uintptr_t sp,
                            const std::vector<StackFrame>& before) {
  std::vector<StackFrame> after = machine_.stack_frames(thread);
  std::uintptr_t now = reinterpret_cast<std::uintptr_t>(thread_state(thread).sp);
  bool both = !before.empty() && !after.empty();
  log_.add_range(std::min(sp, now), both ? common_frames(before, after) : std::max(sp, now));
}

void DporSearch::leave() {
  Node node = nodes_.back();
  nodes_.pop_back();
  sleepers_.resize(node.sleepers);
  footprints_.resize(node.footprints);
  pool_.resize(node.begin);
  if (nodes_.empty()) return;
  machine_.undo();
  trace_.pop();
  spins_.pop();
  if (plains_) data_races_.pop();
  if (!node.died) schedule_.pop_back();
}

/// Something is known now on which it depends what steps are: that a thread has used the stack of
/// another, so that the ends of variables are accesses, or where threads spin, or that some
/// accesses are plain and may race.
void DporSearch::restart() {
  unsigned restarts = findings_.statistics.restarts + 1;
  findings_ = {};
  findings_.statistics.restarts = restarts;
  schedule_.clear();
  nodes_.clear();
  pool_.clear();
  sleepers_.clear();
  footprints_.clear();
  trace_.clear();
  spins_.clear();
  data_races_.clear();
  stacks_shared_ = log_.stacks_shared();
  plains_ = log_.plains();
  machine_.restart();
  enter(0);
}

/// Locks, waits: see dpor_blocking.h.
void DporSearch::find_blocking_races(unsigned thread) {
  for (BlockingRace race : blocking_.find(trace_, thread)) {
    if (race.exact)
      reverse(race.event, trace_.size(), thread, blocking_.clock_before(trace_, thread, race));
    else
      nodes_[race.event].backtrack |= nodes_[race.event].enabled;
  }
}

/// The step of `thread` that follows the events up to `end`, and whose clock is `clock`, could have
/// come before `event`: in the state before the event there must be a thread to go on with that
/// leads there. That is one whose first step, among all that does not come after the event, comes
/// after none of these.
void DporSearch::reverse(Event event, Event end, unsigned thread, const Clock* clock) {
  Node& node = nodes_[event];
  Threads known = node.backtrack | node.asleep;
  Threads seen = 0, initials = 0;
  Event first[kMaxThreads];
  auto is_initial = [&](const Clock* of) {
    for (Threads rest = seen; rest != 0; rest &= rest - 1) {
      unsigned other = static_cast<unsigned>(std::countr_zero(rest));
      if (of[other] > static_cast<Clock>(first[other])) return false;
    }
    return true;
  };
  for (Event later = event + 1; later < end; ++later) {
    unsigned other = trace_.thread(later);
    if ((seen & bit(other)) || trace_.before(event, later)) continue;
    if (is_initial(trace_.clock(later))) {
      if (known & bit(other)) return;
      initials |= bit(other);
    }
    seen |= bit(other);
    first[other] = later;
  }
  if (!(seen & bit(thread)) && is_initial(clock)) {
    if (known & bit(thread)) return;
    initials |= bit(thread);
  }
  if (initials & bit(thread))
    node.backtrack |= bit(thread);
  else
    node.backtrack |= initials & -initials;
}

void DporSearch::check_step(Decision decision) {
  Key after = machine_.key_from_scratch();
  bool failed = machine_.failed();
  machine_.undo();
  Key before = machine_.key_from_scratch();
  log_.clear();
  machine_.step(decision);
  bool same = machine_.key_from_scratch() == after && machine_.failed() == failed;
  machine_.undo();
  bool unseen = machine_.key_from_scratch() != before;
  log_.clear();
  machine_.step(decision);
  if (same && !unseen) return;
  findings_.nondeterministic = true;
  findings_.note = unseen ? "memory of the program was changed without an operation"
                          : "the same step did something else when it was taken again";
  stopped_ = true;
}

Findings search_dpor(Machine& machine, const Options& options) {
  const char* refused = nullptr;
  if (options.memory != Memory::sc)
    refused = "the dpor search knows sequential consistency only: use the states search";
  if (options.max_preemptions)
    refused = "the dpor search cannot bound preemptions: use the states search";
  if (refused != nullptr) {
    Findings findings;
    findings.complete = false;
    findings.note = refused;
    return findings;
  }
  return DporSearch(machine, options).run();
}

}  // namespace epcheck
