// SPDX-License-Identifier: MIT
// What a reader of a trace wants to know of the kernel at a moment: who is on which list, what is
// unread, who sleeps. It reads memory by peek() between two operations of a replayed schedule, on
// the engine's side, so a list may be half changed and a pointer stale: only what is known to be an
// object of the right kind is followed, and "…" stands for the rest of a list that cannot be.
#pragma once

#include <functional>
#include <string>

namespace epcheck {

struct Kernel;

/// Calls `visit` with each thing and its value, such as ("ep0.rdllist", "conn.a, lst"), always in
/// the same order.
void describe_state(const Kernel& kernel,
                    const std::function<void(const std::string&, const std::string&)>& visit);

}  // namespace epcheck
