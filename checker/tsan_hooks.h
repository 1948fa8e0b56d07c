// SPDX-License-Identifier: MIT
// The functions that code compiled with -fsanitize=thread calls before its accesses, and instead of
// its atomic operations, as operations of the engine.
//
// A plain access is only announced: the compiled code makes it itself, right after the hook.
// Nothing can come in between, because the thread is suspended, if at all, before the hook returns
// (kNative in op.h; docs/internals.md, "C programs"). Accesses to constants are no operations.
// While the engine evaluates a condition, these functions read for it; outside of a check they do
// nothing, so that a C file can also be used as it is.
#pragma once

#include "checker/op.h"

namespace epcheck {

/// Announces plain accesses to all of a range that the caller is about to make. `kind` is load or
/// store; `pc` is where they stand. `to`: what is loaded is copied there.
void announce_range(OpKind kind, const void* address, std::uint64_t bytes, const void* pc,
                    const void* to = nullptr);

}  // namespace epcheck
