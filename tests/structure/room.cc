// SPDX-License-Identifier: MIT
#include "tests/structure/room.h"

#include <algorithm>
#include <map>

namespace epcheck::structure {
namespace {

using Rooms = std::vector<std::string>;

/// cli -> scenarios -> model -> checker, cli -> traces: what a room may include, besides itself.
const std::map<std::string, Rooms> kMayInclude = {
    {"checker", {}},
    {"model", {"checker"}},
    {"scenarios/loader", {}},
    {"scenarios/program", {"scenarios/loader", "model", "checker"}},
    {"traces", {"traces/from_recording"}},
    {"traces/from_recording", {"traces", "checker"}},
    {"cli",
     {"scenarios/loader", "scenarios/program", "model", "checker", "traces",
      "traces/from_recording"}},
};

bool is_source(std::string_view path) {
  for (std::string_view ending : {".h", ".cc", ".c", ".S", ".cmake", ".sh", "CMakeLists.txt"})
    if (path.ends_with(ending)) return true;
  return false;
}

bool is_script(std::string_view text) { return text.starts_with("#!"); }

/// The lines before the first empty one hold the licence.
bool names_licence(std::string_view text) {
  std::size_t at = text.find("SPDX-License-Identifier: MIT\n");
  return at != std::string_view::npos && at < text.find("\n\n");
}

}  // namespace

std::string room_of(std::string_view path) {
  for (std::string_view room : {"scenarios/loader", "scenarios/program", "checker", "model", "cli"})
    if (path.starts_with(room) && path.substr(room.size()).starts_with('/'))
      return std::string(room);
  if (path.starts_with("traces/from_recording.")) return "traces/from_recording";
  return path.starts_with("traces/") ? "traces" : "";
}

std::vector<std::string> own_includes(std::string_view text) {
  constexpr std::string_view kInclude = "#include \"";
  std::vector<std::string> found;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.starts_with(kInclude)) continue;
    line.remove_prefix(kInclude.size());
    found.emplace_back(line.substr(0, line.find('"')));
  }
  return found;
}

std::vector<std::string> broken_rules(const std::string& path, std::string_view text) {
  std::vector<std::string> broken;
  bool script = is_script(text);
  if (!script && !is_source(path)) return broken;
  if (!names_licence(text)) broken.push_back(path + " has no SPDX line");
  if (std::count(text.begin(), text.end(), '\n') > static_cast<std::ptrdiff_t>(kMostLines))
    broken.push_back(path + " has more than " + std::to_string(kMostLines) + " lines");

  auto rule = kMayInclude.find(room_of(path));
  if (rule == kMayInclude.end()) return broken;
  const Rooms& allowed = rule->second;
  for (const std::string& include : own_includes(text)) {
    std::string room = room_of(include);
    if (room == rule->first) continue;
    if (std::find(allowed.begin(), allowed.end(), room) == allowed.end())
      broken.push_back(path + " must not include " + include);
  }
  return broken;
}

}  // namespace epcheck::structure
