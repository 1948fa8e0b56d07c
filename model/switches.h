// SPDX-License-Identifier: MIT
// The switches of Protocol by name, each with the commits that turned it on or off, and the kernels
// that follow from them. A preset is the release itself (v5.5 is 5.5.0, without what came
// to 5.5.y): each of its switches stands as the last commit up to that version left it. A
// distribution's kernel is a release and what was backported to it.
#pragma once

#include <span>
#include <string_view>

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

/// All switches, in the order of Protocol.
std::span<const Switch> switches();

/// All presets, oldest first; the distributions' last.
std::span<const Preset> presets();

/// The protocol of the preset `kernel`, or null.
const Protocol* find_protocol(std::string_view kernel);

/// The preset that a scenario gets that names none: the newest release whose source the model was
/// compared with.
std::string_view default_kernel();

}  // namespace epcheck
