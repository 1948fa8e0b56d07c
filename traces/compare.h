// SPDX-License-Identifier: MIT
// Where two runs of one schedule part. Compared is what happened: who did what, to which memory,
// with which value. Where in the source it stands is not: that may move between versions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "traces/trace.h"

namespace epcheck {

/// Index of the first step that differs, or that only one of them has.
std::optional<std::size_t> first_difference(const Trace& a, const Trace& b);

/// "W0: load ep0.rdllist: 0, in list_empty (model/list_head.h:35)"; "nothing" after the last step.
std::string describe_step(const Trace& trace, std::size_t step);

}  // namespace epcheck
