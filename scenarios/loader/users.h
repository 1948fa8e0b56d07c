// SPDX-License-Identifier: MIT
// Which threads do something with a file, as far as their steps say so, and those of the handlers
// that they run when they take a signal.
#pragma once

#include "scenarios/loader/scenario.h"

namespace epcheck::scenario {

/// Threads with a `read` that names an end of the stream Variant::files[file], in file order.
std::vector<unsigned> readers_of(const Variant& variant, unsigned file);

/// Whether a thread has a `close` that names Variant::descriptors[descriptor].
bool closes(const Variant& variant, unsigned descriptor);
/// Whether a thread has a step that forks Variant::processes[process].
bool forks(const Variant& variant, unsigned process);
/// Whether anything has to do with signals.
bool uses_signals(const Variant& variant);
/// Whether an item may have EPOLLWAKEUP.
bool uses_wakeup(const Variant& variant);
/// Whether a descriptor of any file may be closed or replaced.
bool closes_any(const Variant& variant);

}  // namespace epcheck::scenario
