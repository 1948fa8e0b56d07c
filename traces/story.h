// SPDX-License-Identifier: MIT
// What of a trace is shown to people: its notes, up to the violation, in lanes (one for each
// thread) and rows (time). Operations stand behind the note that follows them in their thread; only
// a trace without notes shows the operations themselves, and each shows those that read old values.
// Shared by the text and the DOT writer, so that both tell the same story. All strings are
// printable (letters.h).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "traces/trace.h"

namespace epcheck {

/// Something that is shown: a note with the operations that led to it, or several of them folded.
struct Moment {
  unsigned thread = 0;
  std::string kind;  // note kind; "op", "fold", "woken" and "violation" besides
  std::string text;
  std::vector<std::size_t> steps;  // all steps behind it, ascending; may be none
};

/// The moments of the trace up to the violation, without what comes before the first
/// thread is started. If a
/// thread is at fault, its last one is of kind "violation".
std::vector<Moment> moments(const Trace& trace);
/// The same with each operation as a moment of its own.
std::vector<Moment> all_moments(const Trace& trace);

/// A column. Interrupts come first, then threads by id; the last may be shared by several threads.
struct Lane {
  std::string title;
  std::vector<unsigned> threads;
  bool interrupt = false;
  bool shared() const { return threads.size() > 1; }
};

/// Lanes for the threads that have moments, at most `count` (at least 2) of them.
std::vector<Lane> lanes(const Trace& trace, const std::vector<Moment>& moments, std::size_t count);

std::size_t lane_of(const std::vector<Lane>& lanes, unsigned thread);

/// At most `count` moments, at least one for each lane: the less telling of neighbours are folded
/// into "… 7 steps". Wake-ups, sleeps and arrivals are kept longest, and what is near to the end.
std::vector<Moment> fold(const std::vector<Moment>& moments, const std::vector<Lane>& lanes,
                         std::size_t count);

/// Whether anything in the moment is of `thread`; several threads may be folded into one.
bool involves(const Trace& trace, const Moment& moment, unsigned thread);

/// Indices of moments that share a line, from left to right: threads that fall asleep one after the
/// other, that never ran once woken, and what was folded between the same two moments. All others
/// stand alone.
std::vector<std::vector<std::size_t>> rows(const std::vector<Moment>& moments,
                                           const std::vector<Lane>& lanes);

/// What a step says: the text of a note, "load ep0.rdllist: 0" of an operation.
std::string step_text(const TraceStep& step);
/// "list_empty (model/list_head.h:35)", as far as it is known.
std::string place_text(const TraceStep& step);

/// "W0"; "T3" if it has no name.
std::string thread_name(const Trace& trace, unsigned thread);

/// "ep0.rdllist+8" is a part of "ep0.rdllist".
std::string whole_object(const std::string& object);

/// "exclusive-et-one (kernel v7.1, sc): stuck-data after 14 steps, 2 preemptions".
std::string headline(const Trace& trace);

/// How things stand at the end, or where the fault was found; `line`: with the line of the model.
std::string sentence(const Trace& trace, bool line = true);

}  // namespace epcheck
