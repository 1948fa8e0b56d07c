// SPDX-License-Identifier: MIT
// One counterexample, as plain data: what each thread did, in the order in which it happened, and
// where a property broke. It knows nothing of the engine that found it: from_recording.h fills it,
// read_json.h reads it back, write.h turns it into each format, and a test can write one down by
// hand.
// Invariants: `id` is unique among `threads`, and every thread that a step names is one of them;
// every index of a step (`reads_from`, `violation.step`) lies inside of `steps`, or is its size
// where "after the last" is meant. read_json() refuses what does not keep them.
// The JSON writer shows every field: changing one means reading docs/trace-format.md, "Version".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace epcheck {

/// Of the format of the JSON writer and of this structure.
inline constexpr int kTraceVersion = 1;

/// What a thread of the trace stands for.
enum class ThreadKind : std::uint8_t {
  thread,     // runs in a process
  interrupt,  // hard or soft interrupt; comes from outside
};

struct TraceThread {
  unsigned id = 0;
  std::string name;  // as the scenario has it, "W0", or "softirq syn"; may be empty
  ThreadKind kind = ThreadKind::thread;
};

/// One scheduling decision: `thread` went on, with alternative `choice` of its operation.
struct TraceDecision {
  unsigned thread = 0;
  unsigned choice = 0;
};

/// Something of the program's state that a step has changed: "ep0.rdllist" is now "conn.a, lst".
struct TraceChange {
  std::string what;
  std::string value;
};

/// One thing that happened: an operation on shared memory, or a note, a sentence of the program
/// about itself.
struct TraceStep {
  std::size_t decision = 0;  // index into the schedule
  unsigned thread = 0;
  std::string function;  // "" where unknown, as are `file` and `line` (0)
  std::string file;      // relative to the root of the sources
  unsigned line = 0;
  std::string kind;        // "note", or what the operation does: load, store, cas, lock, ...
  std::string object;      // name of the memory, "ep0.rdllist"; "" if it has none
  unsigned object_id = 0;  // same memory, same number, from 1 on; 0: no memory
  std::optional<std::uint64_t> value;     // read or chosen
  std::optional<std::uint64_t> written;   // stored
  std::optional<std::size_t> reads_from;  // the step that wrote `value`
  unsigned behind = 0;                    // later writes that it comes before
  // What `value` and `written` point to, "ep0[conn.a].rdllink"; "" if they are no known addresses.
  std::string value_name;
  std::string written_name;
  std::vector<std::string> holds;    // locks that the thread holds afterwards, by name
  std::vector<TraceChange> changes;  // of the state, since the last operation
  // Notes only:
  std::string text;
  std::string note_kind;        // call, return, wake, sleep, arrive, state, property, opens, closes
  std::vector<unsigned> wakes;  // threads that this step takes out of their sleep
};

/// Where the property broke: before step `step`, or after the last.
struct TracePosition {
  std::size_t step = 0;
  std::size_t decision = 0;
  std::optional<unsigned> thread;    // none if it is the end state that is wrong
  std::optional<std::size_t> freed;  // the step that freed the memory that is accessed
};

/// Where the trace comes from: what it takes to run the schedule again. Empty where unknown.
struct TraceOrigin {
  std::string epcheck;                      // version of the command that wrote it
  std::string file;                         // name of the scenario's file, for messages
  std::string text;                         // of that file
  std::string hash;                         // of `text`, see hash_of()
  std::string search;                       // that found the schedule: "states"
  std::optional<unsigned> max_preemptions;  // bound of the search, which the schedule relies on too
  std::string learned;  // JSON: what the schedule relies on; nothing in this room reads it
};

/// The nearest schedule in which nothing is violated. It begins as the failing one does.
struct TracePassing {
  std::size_t decision = 0;  // the first in which the schedules differ
  std::vector<TraceDecision> schedule;
  std::vector<TraceThread> threads;
  std::vector<TraceStep> steps;
  std::vector<std::string> final_state;
};

/// Whether there is a schedule in which nothing is violated.
enum class PassingSearch : std::uint8_t {
  not_searched,
  found,    // Trace::passing; after its last common decision, every way on fails
  nearest,  // the same, but a bound was hit: there may be one that differs later
  none,     // every schedule of the program fails
  unknown,  // a bound was hit before one was found
};

struct Trace {
  std::string scenario;
  std::string variant;   // "" if the scenario has none
  std::string kernel;    // preset of the model, "v7.1"
  std::string memory;    // memory model, "sc"
  std::string property;  // the one that broke, "stuck-data"
  std::string message;   // what that means here; the last line of the text
  std::vector<TraceDecision> schedule;
  unsigned preemptions = 0;
  std::uint64_t states = 0;  // that the search had stored

  std::vector<TraceThread> threads;
  std::vector<TraceStep> steps;
  TracePosition violation;
  std::vector<std::string> final_state;  // one short statement each, "W0, W1 sleep"

  TraceOrigin origin;
  PassingSearch passing_search = PassingSearch::not_searched;
  std::optional<TracePassing> passing;
};

/// XXH3-128 of the bytes, as 32 hexadecimal digits.
std::string hash_of(std::string_view text);

}  // namespace epcheck
