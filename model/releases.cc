// SPDX-License-Identifier: MIT
// Every mainline release from the first preset to the last: what the history of the switches says
// of it, and which preset is the same.
#include <fmt/format.h>

#include "model/switches.h"

namespace epcheck {
namespace {

struct Series {
  unsigned major;
  unsigned first;
  unsigned last;  // minor
};
constexpr Series kSeries[] = {{4, 9, 20}, {5, 0, 19}, {6, 0, 19}, {7, 0, 2}};

struct Release {
  std::string name;
  unsigned version;
};

std::vector<Release> releases() {
  std::vector<Release> result;
  for (const Series& series : kSeries)
    for (unsigned minor = series.first; minor <= series.last; ++minor)
      result.push_back({fmt::format("v{}.{}", series.major, minor), release(series.major, minor)});
  return result;
}

Protocol at(unsigned version) {
  Protocol protocol;
  for (const Switch& s : switches()) protocol.*s.member = stands_at(s, version);
  return protocol;
}

}  // namespace

std::optional<Protocol> find_release(std::string_view name) {
  for (const Release& release : releases())
    if (release.name == name) return at(release.version);
  return std::nullopt;
}

const Preset* preset_of(std::string_view name) {
  std::optional<Protocol> protocol = find_release(name);
  if (!protocol || find_protocol(name) != nullptr) return nullptr;
  const Preset* before = nullptr;
  bool passed = false;
  for (const Release& release : releases()) {
    passed = passed || release.name == name;
    for (const Preset& preset : presets()) {
      if (preset.name != release.name || preset.protocol != *protocol) continue;
      if (passed && before == nullptr) return &preset;
      if (!passed) before = &preset;
    }
  }
  return before;
}

std::vector<std::string> release_names() {
  std::vector<std::string> names;
  for (Release& release : releases()) names.push_back(std::move(release.name));
  return names;
}

}  // namespace epcheck
