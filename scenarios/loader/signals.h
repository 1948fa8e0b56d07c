// SPDX-License-Identifier: MIT
// Signals in the language: their names, sets of them, and who is sent one.
#pragma once

#include "scenarios/loader/reader.h"
#include "scenarios/loader/scenario.h"

namespace epcheck::scenario {

/// The signal that the word names, without SIG; 0 after an error.
int read_signal(Reader& reader, const Node& node);
/// A list of signals; bit n is the signal n.
unsigned read_signal_set(Reader& reader, const Node& node);

/// `thread`, or `process`, of `fields`. `threads` are the names of all threads.
SignalTarget read_signal_target(Reader& reader, const Variant& variant, const Node& value,
                                const Fields& fields, const Words& threads);

/// The names of the threads that a map of threads makes, as far as it is right.
Words thread_names(Reader& reader, const Node& threads);

/// The number of a process: 0 is `main`.
unsigned read_process(Reader& reader, const Variant& variant, const Node& node);

}  // namespace epcheck::scenario
