// SPDX-License-Identifier: MIT
// The switches of Protocol by name, each with the commits that turned it on or off, and the kernels
// that follow from them. A preset is the release itself (v5.5 is 5.5.0, without what came
// to 5.5.y): each of its switches stands as the last commit up to that version left it. Releases
// between presets follow in the same way, and are the same as one of them or differ from all. A
// distribution's kernel is a release and what was backported to it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/protocol.h"

namespace epcheck {

/// A commit that turned a switch.
struct Change {
  unsigned version;          // see release()
  const char* version_name;  // "5.7": the first with the commit
  bool on;                   // what it left the switch at
  const char* commit;        // 12 digits
  const char* title;
};

struct Switch {
  const char* name;  // "wake-at-scan-end"
  bool Protocol::*member;
  const char* meaning;              // what a kernel does in which it is on
  std::span<const Change> changes;  // by version, each turning it; before the first it stood the
                                    // other way
};

struct Preset {
  const char* name;     // "v7.1"
  const char* summary;  // what it is, where the name does not say it
  Protocol protocol;
};

/// Versions as numbers that grow: 6.16-rc3 comes before 6.16.
constexpr unsigned release(unsigned major, unsigned minor) { return (major * 100 + minor) * 100; }
constexpr unsigned candidate(unsigned major, unsigned minor, unsigned rc) {
  return release(major, minor) - 50 + rc;
}

/// Whether the last commit up to that version left the switch on.
constexpr bool stands_at(const Switch& of, unsigned version) {
  bool on = !of.changes.front().on;
  for (const Change& change : of.changes)
    if (change.version <= version) on = change.on;
  return on;
}

/// All switches, in the order of Protocol.
std::span<const Switch> switches();

/// All presets, oldest first; the distributions' last.
std::span<const Preset> presets();

/// The protocol of the preset `kernel`, or null.
const Protocol* find_protocol(std::string_view kernel);

/// The protocol of a release, "v5.10", from the first preset to the last, whether it is one of them
/// or not; nothing for other names.
std::optional<Protocol> find_release(std::string_view name);

/// The preset that is the same protocol as a release that is none itself: the nearest before it,
/// otherwise the nearest after it. Null if there is none.
const Preset* preset_of(std::string_view release);

/// All releases that have a name, oldest first.
std::vector<std::string> release_names();

/// The preset that a scenario gets that names none: the newest release whose source the model was
/// compared with.
std::string_view default_kernel();

}  // namespace epcheck
