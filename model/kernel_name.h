// SPDX-License-Identifier: MIT
// The names by which scenarios and the command call kernels: a preset or any release between the
// first and the last of them, alone or changed,
// "v7.1 without wake-at-scan-end", "v5.5 with wake-on-ovflist autoremove without arm-once"; or
// without one of its steps, which makes it a mutant: "v7.1 without ep_poll_callback.wake".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "model/protocol.h"

namespace epcheck {

/// What is wrong with a name, and with which bytes [begin, end) of it.
struct KernelNameError {
  std::size_t begin;
  std::size_t end;
  std::string message;             // "unknown switch `seqcont`"
  std::vector<std::string> known;  // what could stand there; empty if that is not the point
};

/// The protocol that `name` means.
tl::expected<Protocol, KernelNameError> parse_kernel(std::string_view name);

/// What a kernel that is named after a release is in presets: "v5.9 without wake-at-scan-end" of
/// "v5.10 without wake-at-scan-end". "" if its release is a preset, or the same as none.
std::string in_presets(std::string_view kernel);

}  // namespace epcheck
