// SPDX-License-Identifier: MIT
#include "traces/perfetto.h"

#include <nlohmann/json.hpp>

#include "traces/edges.h"
#include "traces/letters.h"
#include "traces/story.h"

namespace epcheck {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kProcess = 1;

Json event(const char* phase, const std::string& name, unsigned thread, std::size_t time) {
  return {{"ph", phase}, {"name", name}, {"pid", kProcess}, {"tid", thread}, {"ts", time}};
}

Json name_of_thread(const Trace& trace, const TraceThread& thread) {
  Json named = event("M", "thread_name", thread.id, 0);
  named["args"]["name"] = thread_name(trace, thread.id);
  return named;
}

Json slice(const std::string& name, unsigned thread, std::size_t first, std::size_t last) {
  Json made = event("X", name, thread, first);
  made["dur"] = last - first + 1;
  return made;
}

Json operation(const TraceStep& step, std::size_t index) {
  Json made = slice(step_text(step), step.thread, index, index);
  made["args"]["where"] = place_text(step);
  if (!step.holds.empty()) made["args"]["holds"] = printable(join(step.holds, ", "));
  for (const TraceChange& change : step.changes)
    made["args"][printable(change.what)] = printable(change.value);
  return made;
}

// What has no operations of its own happens at the step of the violation.
std::size_t first_step(const Trace& trace, const Moment& moment) {
  return moment.steps.empty() ? trace.violation.step : moment.steps.front();
}
std::size_t last_step(const Trace& trace, const Moment& moment) {
  return moment.steps.empty() ? trace.violation.step : moment.steps.back();
}

}  // namespace

std::string write_perfetto(const Trace& trace) {
  Json events = Json::array();
  Json process = event("M", "process_name", 0, 0);
  process["args"]["name"] = headline(trace);
  events.push_back(process);
  for (const TraceThread& thread : trace.threads) events.push_back(name_of_thread(trace, thread));
  std::vector<Moment> shown = moments(trace);
  for (const Moment& moment : shown) {
    events.push_back(
        slice(moment.text, moment.thread, first_step(trace, moment), last_step(trace, moment)));
    for (std::size_t index : moment.steps)
      if (trace.steps[index].kind != "note") events.push_back(operation(trace.steps[index], index));
  }
  std::size_t number = 0;
  for (const Edge& edge : wake_edges(trace, shown)) {
    const Moment &from = shown[edge.from], &to = shown[edge.to];
    Json begin = event("s", "wakes", from.thread, last_step(trace, from));
    Json end = event("f", "wakes", to.thread, last_step(trace, to));
    begin["cat"] = end["cat"] = "wake";
    begin["id"] = end["id"] = ++number;
    end["bp"] = "e";
    events.push_back(begin);
    events.push_back(end);
  }
  Json end = event("i", printable(trace.property + ": " + trace.message),
                   trace.violation.thread.value_or(0), trace.violation.step);
  end["s"] = trace.violation.thread ? "t" : "g";
  events.push_back(end);
  return Json{{"displayTimeUnit", "ns"}, {"traceEvents", events}}.dump(
             -1, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

}  // namespace epcheck
