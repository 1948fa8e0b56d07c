// SPDX-License-Identifier: MIT
#include "checker/why_states.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/recording.h"

namespace epcheck {

void WhyStates::add(unsigned threads) {
  for (unsigned thread = 0; thread < threads; ++thread) {
    const Task& task = epcheck::task(thread);
    if (task.status != TaskStatus::stopped) continue;
    const std::uint64_t* words = static_cast<const std::uint64_t*>(task.sp);
    std::size_t count =
        (reinterpret_cast<std::uintptr_t>(&task) - reinterpret_cast<std::uintptr_t>(words)) / 8;
    std::vector<Values>& values = stacks_[{thread, task.pc, count * 8}];
    values.resize(count);
    for (std::size_t i = 0; i < count; ++i) values[i].insert(words[count - 1 - i]);
  }
}

std::string WhyStates::report(std::size_t lines) const {
  struct Slot {
    std::size_t values;
    std::string text;
  };
  std::vector<Slot> slots;
  for (const auto& [place, values] : stacks_) {
    SourceLine line = source_line(place.pc);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i].size() < 2) continue;
      std::string samples;
      for (std::uint64_t value : values[i]) {
        if (samples.size() > 60) break;
        samples += fmt::format(" {:x}", value);
      }
      slots.push_back(
          {values[i].size(),
           fmt::format("thread {} in {} ({}:{}), {} bytes deep, word at sp+{}: {} values{}\n",
                       place.thread, line.function, line.file, line.line, place.live_bytes,
                       place.live_bytes - 8 * (i + 1), values[i].size(), samples)});
    }
  }
  std::stable_sort(slots.begin(), slots.end(),
                   [](const Slot& a, const Slot& b) { return a.values > b.values; });
  std::string text;
  for (std::size_t i = 0; i < slots.size() && i < lines; ++i) text += slots[i].text;
  return text;
}

}  // namespace epcheck
