// SPDX-License-Identifier: MIT
#include "model/unneeded_steps.h"

#include <array>

namespace epcheck {
namespace {

constexpr std::array<UnneededStep, 0> kUnneeded = {};

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    std::string_view first = words.substr(0, words.find(' '));
    if (first == word) return true;
    words.remove_prefix(first.size() < words.size() ? first.size() + 1 : words.size());
  }
  return false;
}

}  // namespace

std::span<const UnneededStep> unneeded_steps() { return kUnneeded; }

const UnneededStep* find_unneeded(Step step, std::string_view kernel) {
  for (const UnneededStep& unneeded : unneeded_steps())
    if (unneeded.step == step && (*unneeded.kernels == '\0' || has_word(unneeded.kernels, kernel)))
      return &unneeded;
  return nullptr;
}

const char* name_of(UnneededStep::Kind kind) {
  switch (kind) {
    case UnneededStep::Kind::equivalent:
      return "equivalent";
    case UnneededStep::Kind::redundant:
      return "redundant";
    case UnneededStep::Kind::faster:
      return "faster";
  }
  return "";
}

}  // namespace epcheck
