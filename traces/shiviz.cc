// SPDX-License-Identifier: MIT
#include "traces/shiviz.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "traces/letters.h"
#include "traces/story.h"

namespace epcheck {
namespace {

using Clock = std::map<unsigned, std::size_t>;

void join_clock(Clock& into, const Clock& other) {
  for (auto [thread, count] : other) into[thread] = std::max(into[thread], count);
}

// A name of a host holds no spaces and no quotes, and each thread has another one.
std::map<unsigned, std::string> hosts(const Trace& trace) {
  std::map<unsigned, std::string> result;
  std::set<std::string> used;
  for (const TraceThread& thread : trace.threads) {
    std::string name = thread_name(trace, thread.id);
    for (char& c : name)
      if (c == ' ' || c == '"' || c == '\\' || c == '{' || c == '}') c = '_';
    if (!used.insert(name).second) used.insert(name += fmt::format("#{}", thread.id));
    result[thread.id] = name;
  }
  return result;
}

class Clocks {
 public:
  /// The clock of the next step, which is `index` of the trace.
  const Clock& advance(const Trace& trace, std::size_t index) {
    const TraceStep& step = trace.steps[index];
    Clock clock = of_thread_[step.thread];
    if (step.reads_from) join_clock(clock, of_step_[*step.reads_from]);
    if (step.kind.find("lock") != std::string::npos && step.object_id != 0)
      join_clock(clock, of_lock_[step.object_id]);
    ++clock[step.thread];
    if (step.kind.starts_with("unlock")) join_clock(of_lock_[step.object_id], clock);
    of_thread_[step.thread] = clock;
    for (unsigned woken : step.wakes) join_clock(of_thread_[woken], clock);
    if (step.kind == "spawn") start_next(trace, index, clock);
    return of_step_[index] = std::move(clock);
  }

 private:
  // Which thread a spawn starts is not said: those that have done nothing yet come after it.
  void start_next(const Trace& trace, std::size_t index, const Clock& clock) {
    unsigned spawned = 0;
    for (std::size_t i = 0; i <= index; ++i) spawned += trace.steps[i].kind == "spawn";
    if (spawned < trace.threads.size()) join_clock(of_thread_[trace.threads[spawned].id], clock);
  }

  std::map<unsigned, Clock> of_thread_;
  std::map<unsigned, Clock> of_lock_;
  std::map<std::size_t, Clock> of_step_;
};

}  // namespace

std::string write_shiviz(const Trace& trace) {
  std::map<unsigned, std::string> names = hosts(trace);
  Clocks clocks;
  std::string out;
  for (std::size_t i = 0; i < std::min(trace.violation.step, trace.steps.size()); ++i) {
    std::vector<std::string> entries;
    for (auto [thread, count] : clocks.advance(trace, i))
      entries.push_back(fmt::format("\"{}\":{}", names[thread], count));
    std::string place = place_text(trace.steps[i]);
    out += fmt::format("{} {{{}}}\n{}{}{}\n", names[trace.steps[i].thread], join(entries, ", "),
                       step_text(trace.steps[i]), place.empty() ? "" : ", in ", place);
  }
  return out;
}

}  // namespace epcheck
