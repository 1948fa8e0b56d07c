// SPDX-License-Identifier: MIT
#include "checker/memory_names.h"

namespace epcheck {

namespace {

struct Name {
  const char* name;
  Memory memory;
};

constexpr Name kNames[] = {{"sc", Memory::sc}, {"tso", Memory::tso}, {"weak", Memory::weak}};

}  // namespace

std::vector<std::string> memory_names() {
  std::vector<std::string> names;
  for (const Name& known : kNames) names.push_back(known.name);
  return names;
}

std::optional<Memory> memory_named(std::string_view name) {
  for (const Name& known : kNames)
    if (name == known.name) return known.memory;
  return std::nullopt;
}

}  // namespace epcheck
