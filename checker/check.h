// SPDX-License-Identifier: MIT
// check(): explores a concurrent program and says what can happen. This is the way in.
//
//   epcheck::Result r = epcheck::check([] {
//     epcheck::atomic<int> x{0};
//     epcheck::thread t([&] { x = 1; });
//     int seen = x;
//     t.join();
//     epcheck::outcome({seen});
//   });
//   // r.outcomes == {{0}, {1}}
//
// The body runs many times. It must be deterministic but for what the engine decides: no clocks, no
// random numbers, no memory from malloc that differs between runs, no exceptions out of a thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "checker/op.h"

namespace epcheck {

/// How the schedules are explored.
enum class Search : std::uint8_t {
  states,  // every reachable state once; the default
  naive,   // every schedule, nothing stored: the oracle for small programs without loops
  dpor,    // one schedule of each set that differ in the order of independent steps; nothing stored
  auto_,   // states, or dpor if that is complete earlier; Result::search says which
  random,  // random walks, for what cannot be finished; never complete
};

/// What an access to a shared word may see (docs/internals.md, "Memory models").
enum class Memory : std::uint8_t {
  sc,    // the last value written: sequential consistency
  tso,   // x86: a store is seen late by other threads
  weak,  // C++20 without load buffering: RC11
};

/// How thoroughly operations are seen. A switch exists so that tests can compare.
struct Reductions {
  /// Operations on words that a lock protects, or that one thread owns, are no scheduling points;
  /// which words these are is learned and checked (docs/internals.md, "Learned words").
  bool learned_words = true;
  /// Of the others, those whose accesses are ordered by handing over through locks are no
  /// scheduling points either; otherwise a word without a lock of its own is one at once.
  bool tracked_words = true;
  /// States that differ only in which of several threads, or blocks, that are alike is which are
  /// one (docs/internals.md, "Symmetry"). Not under weak.
  bool symmetry = true;
  /// Where a thread can join one that has finished, it does so before anything else happens.
  bool lone_joins = true;
  /// Taking a lock while holding another is no scheduling point as long as the order in which locks
  /// are nested has no cycle.
  bool nested_locks = true;
  /// Bytes of a stack that the thread will not read again do not tell states apart; found in the
  /// machine code (docs/internals.md, "Clean stacks").
  bool live_stacks = true;
  /// Steps that begin alike and read alike are taken once, and repeated from notes
  /// (docs/internals.md, "Known steps"). Changes no count.
  bool known_steps = true;
};

/// A word of shared memory whose accesses are scheduling points, but for reads by a thread that
/// holds one of `write_locks`: all writes are made under them. Locks are offsets in the program's
/// memory; `word` is one in units of four bytes.
struct HotWord {
  std::uint32_t word;
  bool whole;             // eight bytes; otherwise four
  std::uint8_t accesses;  // what kinds there are, see access_kind.h
  std::vector<std::uint32_t> write_locks;
  bool operator==(const HotWord&) const = default;
};

/// What begins at `begin` is alike to what begins at `first`.
struct Alike {
  std::uintptr_t first, begin;
  std::size_t bytes;
  bool operator==(const Alike&) const = default;
};

/// A place on a stack that other threads use while it is a variable of one function, which is known
/// by its shape, or of several: then it is 0.
struct SharedFrame {
  std::uint32_t cell;
  std::uint64_t function;
  bool operator==(const SharedFrame&) const = default;
};

/// What a search finds out about a program, and where its scheduling points are because of it.
struct Learned {
  std::vector<HotWord> hot;    // sorted
  bool nested_points = false;  // locks are nested in a cycle: taking a second one is a point
  bool symmetric = false;      // words of threads and blocks that are alike have one name
  std::vector<Alike> alike;
  std::vector<SharedFrame> frames;  // sorted
  std::vector<std::int64_t> ends;   // after which calls variables end; from epc_hook, sorted
  // What orders accesses, and so decides what is a data race.
  std::vector<std::uint32_t> locks;  // sorted offsets
  bool joins = false;
  bool fences = false;
  bool atomics = false;  // locks and joins alone do not order all that is ordered
  bool operator==(const Learned&) const = default;
};

/// A thread that cannot go on at the end of an execution.
struct BlockedThread {
  unsigned id;
  const char* name;
  bool daemon;
  OpKind op;           // lock, lock_shared or wait
  const void* object;  // the lock, or the Condition array
};

/// The state that an execution ended in: no thread can go on. It may read memory through peek(),
/// and say what is wrong with report().
struct EndState {
  std::vector<BlockedThread> blocked;
  /// What goes into Result::outcomes: the values given to outcome(); at_end may add to them.
  std::vector<std::int64_t> outcome;
};

struct Statistics;

struct Options {
  Search search = Search::states;
  Memory memory = Memory::sc;
  Reductions reductions;

  /// The random search only. The same seed gives the same result on every machine; `jobs` is
  /// ignored. `walks` is how many executions are tried, each of at most 10,000 steps.
  std::uint64_t seed = 1;
  std::uint64_t walks = 10'000;
  /// 0: each thread that can go on is as likely as another. From 1 on: the depth of the bugs that
  /// PCT looks for, with random priorities and pct_depth - 1 changes of them in each walk.
  unsigned pct_depth = 0;

  /// What an earlier check of the same program has learned. A schedule means the same only under
  /// the same scheduling points: replay() needs what the check that found it has learned.
  Learned learned;

  /// Judges each end state. Called on the engine's side: pure, reads memory by peek() only.
  std::function<void(EndState&)> at_end;
  /// Outcomes of threads that are alike are sorted: they say what was said, not by whom. Without,
  /// outcome() in one of them switches symmetry off, so that Result::outcomes is exact.
  bool unordered_outcomes = false;
  /// Report a thread that is blocked at an end state, and is no daemon, as `deadlock`.
  bool report_deadlock = true;
  /// Report memory that has not been freed at an end state, and that nothing leads to: no pointer
  /// in a global variable of C code, or on the stack of a daemon, leads there, also by way of other
  /// blocks. As `leak`. Where other threads are blocked, nothing is.
  bool report_leaks = false;
  /// Report states from which no end state can be reached as `livelock`. Only the states search can
  /// tell, when it is complete; it takes one more pass.
  bool report_livelock = false;

  /// Bounds; 0 is none. Reaching one makes the verdict `incomplete`, never `holds`.
  std::uint64_t max_states = 0;  // states stored (states), executions (the others)
  double max_seconds = 0;        // of wall-clock time
  std::uint64_t max_bytes = 0;   // of the state table
  /// Leave out schedules that more often interrupt a thread that could have gone on. The result is
  /// complete only if none was left out. States then count once for each way to have come there:
  /// by the thread that ran last and by the number of preemptions.
  std::optional<unsigned> max_preemptions;
  /// Ends the check soon after somebody sets it, such as a signal handler: with what was found and
  /// counted until then, incomplete.
  const std::atomic<bool>* stop = nullptr;
  /// Called about five times a second with what has been looked at so far, by all workers together.
  std::function<void(const Statistics&)> progress;
  /// Overwrite dead bytes of the stacks at each step: if a live byte is taken for dead, the program
  /// goes wrong. For tests.
  bool poison_dead_bytes = false;
  /// Collect Result::why_states: what tells the states apart. Slow.
  bool why_states = false;
  /// Worker processes that share one table. Results do not depend on it; with max_states, one
  /// worker does all.
  unsigned jobs = 1;
  /// How many states there must be before they are shared: a smaller search is not worth a fork.
  std::uint64_t share_from = 20'000;
};

/// One scheduling decision: `thread` goes on, with alternative `choice` of its operation.
struct Decision {
  std::uint8_t thread;
  std::uint8_t choice;
  bool operator==(const Decision&) const = default;
};

/// The choice of a decision that lets no thread go on: the oldest store in the buffer of `thread`
/// becomes visible to the others. Such a step is no preemption, and leaves open who ran last.
inline constexpr std::uint8_t kDrain = 255;

using Schedule = std::vector<Decision>;

struct Violation {
  std::string property;
  std::string message;
  Schedule schedule;  // the shortest: fewest preemptions, then fewest decisions
  unsigned preemptions = 0;
  bool shortest = true;  // false if a bound was hit while shortening; then as first found
};

enum class Verdict : std::uint8_t { holds, violated, incomplete, nondeterministic };

struct Statistics {
  std::uint64_t states = 0;       // distinct states (states); decision points (the others)
  std::uint64_t transitions = 0;  // steps from one to the next
  std::uint64_t executions = 0;   // times that an end state was reached
  std::uint64_t blocked = 0;      // dpor: given up on the way, as others like them were complete
  std::uint64_t bytes = 0;        // of the state table
  unsigned restarts = 0;          // times that the search began anew to learn a shared word
  double seconds = 0;
  std::uint64_t depth = 0;  // of the search, in steps from the start; Options::progress only
};

struct Result {
  Verdict verdict = Verdict::holds;
  Search search = Search::states;     // that gave the result: never auto_. replay() needs it
  bool complete = true;               // no bound was hit
  std::vector<Violation> violations;  // one for each property, by name
  std::set<std::vector<std::int64_t>> outcomes;
  Learned learned;  // see Options::learned
  Statistics statistics;
  std::string why_states;  // see Options::why_states
  std::string note;        // what was hit or found, for verdicts incomplete and nondeterministic
};

class Recorder;

namespace detail {
using Body = void (*)(void*);
Result check(Body body, const void* argument, std::size_t bytes, const Options& options);
/// Runs one schedule with a recorder attached. Returns how many of its decisions were possible.
std::size_t replay(Body body, const void* argument, std::size_t bytes, const Options& options,
                   const Schedule& schedule, Recorder& recorder);
}  // namespace detail

/// Explores `body`; it is copied, and must be trivially copyable.
template <class F>
Result check(F body, const Options& options = {}) {
  static_assert(std::is_trivially_copyable_v<F>, "capture only references, pointers and numbers");
  return detail::check([](void* copy) { (*static_cast<F*>(copy))(); }, &body, sizeof body, options);
}

template <class F>
std::size_t replay(F body, const Options& options, const Schedule& schedule, Recorder& recorder) {
  return detail::replay([](void* copy) { (*static_cast<F*>(copy))(); }, &body, sizeof body, options,
                        schedule, recorder);
}

}  // namespace epcheck
