// SPDX-License-Identifier: MIT
#include "checker/why_states.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "checker/recording.h"

namespace epcheck {

namespace {

struct Line {
  std::uint64_t count;
  std::string text;
};

std::string to_text(const SourceLine& line) {
  return fmt::format("{} ({}:{})", line.function, line.file, line.line);
}

std::string most(std::vector<Line>& lines, std::size_t count) {
  std::stable_sort(lines.begin(), lines.end(),
                   [](const Line& a, const Line& b) { return a.count > b.count; });
  std::string text;
  for (std::size_t i = 0; i < lines.size() && i < count; ++i) text += lines[i].text;
  return text;
}

}  // namespace

void WhyStates::add(unsigned threads, Liveness& liveness) {
  for (unsigned thread = 0; thread < threads; ++thread) {
    const ThreadState& task = thread_state(thread);
    if (task.status != ThreadStatus::stopped || task.code.kind == OpKind::begin) continue;
    std::size_t deep = stack_top(thread) - reinterpret_cast<std::uintptr_t>(task.sp);
    Seen& seen = places_[{thread, task.pc, deep}];
    ++seen.states;
    for (auto [address, mask] : liveness.live_words(task)) {
      auto [word, is_new] = seen.words.try_emplace(address);
      if (is_new) word->second.frame = liveness.frame_of(task, address);
      word->second.values.insert(*reinterpret_cast<const std::uint64_t*>(address) & mask);
    }
  }
}

std::string WhyStates::report(std::size_t lines) const {
  std::vector<Line> places, words;
  for (const auto& [place, seen] : places_) {
    std::string where =
        fmt::format("thread {} in {}", place.thread, to_text(source_line(place.pc)));
    places.push_back({seen.states, fmt::format("{}: {} states\n", where, seen.states)});
    for (const auto& [address, word] : seen.words) {
      if (word.values.size() < 2) continue;
      std::string samples;
      for (std::uint64_t value : word.values)
        if (samples.size() < 60) samples += fmt::format(" {:x}", value);
      words.push_back({word.values.size(),
                       fmt::format("{}, variable of {}: {} values{}\n", where,
                                   to_text(source_line(word.frame)), word.values.size(), samples)});
    }
  }
  return most(places, lines) + most(words, lines);
}

}  // namespace epcheck
