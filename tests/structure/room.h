// SPDX-License-Identifier: MIT
// The rules of the source tree, as pure functions of a path and a text: who may include whom, how
// long a file may be, and that it names its licence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace epcheck::structure {

/// The most lines that a file may have.
inline constexpr std::size_t kMostLines = 400;

/// The room that a file belongs to: its folder, or "scenarios/loader", "scenarios/program" and
/// "traces/from_recording", which have rules of their own. "" outside of all rooms.
std::string room_of(std::string_view path);

/// The includes in quotes of the source `text`, as they are written.
std::vector<std::string> own_includes(std::string_view text);

/// What breaks a rule in the file at `path` (from the root, with `/`); one sentence each.
std::vector<std::string> broken_rules(const std::string& path, std::string_view text);

}  // namespace epcheck::structure
