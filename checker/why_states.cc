// SPDX-License-Identifier: MIT
#include "checker/why_states.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "checker/recording.h"

namespace epcheck {

void WhyStates::add(unsigned threads, Liveness& liveness) {
  for (unsigned thread = 0; thread < threads; ++thread) {
    const ThreadState& task = thread_state(thread);
    if (task.status != ThreadStatus::stopped) continue;
    if (task.code.kind == OpKind::begin) continue;
    std::size_t deep = stack_top(thread) - reinterpret_cast<std::uintptr_t>(task.sp);
    std::map<std::uintptr_t, Values>& values = stacks_[{thread, task.pc, deep}];
    for (auto [address, mask] : liveness.live_words(task))
      values[address].insert(*reinterpret_cast<const std::uint64_t*>(address) & mask);
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
    for (const auto& [address, seen] : values) {
      if (seen.size() < 2) continue;
      std::string samples;
      for (std::uint64_t value : seen) {
        if (samples.size() > 60) break;
        samples += fmt::format(" {:x}", value);
      }
      std::uintptr_t sp = stack_top(place.thread) - place.live_bytes;
      slots.push_back(
          {seen.size(),
           fmt::format("thread {} in {} ({}:{}), word at sp+{}: {} values{}\n", place.thread,
                       line.function, line.file, line.line, address - sp, seen.size(), samples)});
    }
  }
  std::stable_sort(slots.begin(), slots.end(),
                   [](const Slot& a, const Slot& b) { return a.values > b.values; });
  std::string text;
  for (std::size_t i = 0; i < slots.size() && i < lines; ++i) text += slots[i].text;
  return text;
}

}  // namespace epcheck
