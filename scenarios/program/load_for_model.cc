// SPDX-License-Identifier: MIT
#include "scenarios/program/load_for_model.h"

#include "model/protocol.h"

namespace epcheck::scenario {

KnownNames known_kernels() {
  KnownNames known;
  for (const Preset& preset : presets()) known.kernels.emplace_back(preset.name);
  return known;
}

tl::expected<Scenario, Diagnostics> load_for_model(const std::string& path) {
  return load(path, known_kernels());
}

}  // namespace epcheck::scenario
