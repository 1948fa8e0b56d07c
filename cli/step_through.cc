// SPDX-License-Identifier: MIT
#include "cli/step_through.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "traces/letters.h"
#include "traces/story.h"

namespace epcheck::cli {
namespace {

/// Whether the reader wants to see more; `keys` becomes null if no more waiting is wanted.
bool go_on(std::istream*& keys, std::ostream& out) {
  if (keys == nullptr) return true;
  out << "[Enter: next, c: continue, q: quit] " << std::flush;
  std::string answer;
  if (!std::getline(*keys, answer) || answer == "c") keys = nullptr;
  return answer != "q";
}

/// "  W0  epoll_wait: sleeps on ep0", with what else there is to say below.
std::string show(const Trace& trace, const Moment& moment, std::size_t number, std::size_t count,
                 std::map<std::string, std::string>& state) {
  std::string text = fmt::format("{:>{}}/{}  {}: {}\n", number, fmt::to_string(count).size(), count,
                                 thread_name(trace, moment.thread), moment.text);
  std::string indent(2 * fmt::to_string(count).size() + 5, ' ');
  if (moment.steps.empty()) return text;
  const TraceStep* place = nullptr;
  for (std::size_t step : moment.steps)
    if (!trace.steps[step].file.empty()) place = &trace.steps[step];
  if (place != nullptr)
    text += indent + "at " + printable(place->function) +
            fmt::format(" ({}:{})\n", printable(place->file), place->line);
  if (const auto& holds = trace.steps[moment.steps.back()].holds; !holds.empty())
    text += indent + "holds " + printable(join(holds, ", ")) + "\n";
  std::map<std::string, std::string> before;
  std::vector<std::string> order;
  for (std::size_t step : moment.steps) {
    for (const TraceChange& change : trace.steps[step].changes) {
      if (before.emplace(change.what, state[change.what]).second) order.push_back(change.what);
      state[change.what] = change.value;
    }
  }
  for (const std::string& what : order)
    if (before[what] != state[what])
      text += indent +
              printable(before[what].empty()
                            ? fmt::format("{}: {}\n", what, state[what])
                            : fmt::format("{}: {} -> {}", what, before[what], state[what])) +
              "\n";
  return text;
}

}  // namespace

void step_through(const Trace& trace, std::istream* keys, std::ostream& out) {
  out << headline(trace) << "\n\n";
  std::vector<Moment> all = moments(trace);
  std::map<std::string, std::string> state;
  // What is there before the first step is no change.
  for (const TraceStep& step : trace.steps) {
    if (step.decision > 0) break;
    for (const TraceChange& change : step.changes) state[change.what] = change.value;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    out << show(trace, all[i], i + 1, all.size(), state);
    if (i + 1 < all.size() && !go_on(keys, out)) return;
  }
  out << "\n  " << sentence(trace) << "\n  => " << printable(trace.message) << "\n";
}

}  // namespace epcheck::cli
