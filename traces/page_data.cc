// SPDX-License-Identifier: MIT
#include "traces/page_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "traces/explain.h"
#include "traces/letters.h"
#include "traces/roles.h"
#include "traces/story.h"
#include "traces/told.h"

namespace epcheck {
namespace {

using Json = nlohmann::ordered_json;

Json change(const TraceChange& of) {
  return Json::array({printable(of.what), printable(of.value)});
}

Json moment_of(const Trace& trace, const Moment& moment, Role role,
               const std::vector<Lane>& lanes) {
  Json changes = Json::array(), operations = Json::array(), wakes = Json::array();
  Json holds = Json::array();
  std::string where;
  std::size_t decision = trace.violation.decision;
  for (std::size_t index : moment.steps) {
    const TraceStep& step = trace.steps[index];
    decision = step.decision;
    for (const TraceChange& of : step.changes) changes.push_back(change(of));
    for (unsigned thread : step.wakes) wakes.push_back(lane_of(lanes, thread));
    if (!step.file.empty() || where.empty()) where = place_text(step);
    if (step.kind != "note")
      operations.push_back({{"text", step_text(step)},
                            {"place", place_text(step)},
                            {"object", printable(whole_object(step.object))}});
  }
  if (!moment.steps.empty())
    for (const std::string& lock : trace.steps[moment.steps.back()].holds)
      holds.push_back(printable(lock));
  return {{"lane", lane_of(lanes, moment.thread)},
          {"kind", moment.kind},
          {"folded", role != Role::tells},
          {"text", moment.text},
          {"place", where},
          {"decision", decision},
          {"holds", holds},
          {"changes", changes},
          {"wakes", wakes},
          {"operations", operations}};
}

// What the steps have changed that are behind no moment: the set-up.
Json initial(const Trace& trace, const std::vector<Moment>& shown) {
  std::set<std::size_t> behind;
  for (const Moment& moment : shown) behind.insert(moment.steps.begin(), moment.steps.end());
  Json result = Json::array();
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    if (behind.contains(i)) continue;
    if (!behind.empty() && i > *behind.begin() && trace.steps[i].decision > 0) continue;
    for (const TraceChange& of : trace.steps[i].changes) result.push_back(change(of));
  }
  return result;
}

Json run(const Trace& trace, const std::string& title, std::optional<std::size_t> turn) {
  std::vector<Moment> shown = moments(trace);
  std::vector<Lane> columns = lanes(trace, shown, std::max<std::size_t>(trace.threads.size(), 2));
  Json names = Json::array(), list = Json::array();
  for (const Lane& lane : columns)
    names.push_back({{"name", lane.title}, {"interrupt", lane.interrupt}});
  std::vector<Role> role = roles(trace, shown).of;
  for (std::size_t i = 0; i < shown.size(); ++i)
    list.push_back(moment_of(trace, shown[i], role[i], columns));
  // In the passing run: the first moment of the other way.
  int at_turn = -1;
  auto shows = [&](const Moment& moment) {
    return moment.kind == "violation" || (!moment.steps.empty() && moment.steps.back() >= *turn);
  };
  if (turn)
    if (auto at = std::find_if(shown.begin(), shown.end(), shows); at != shown.end())
      at_turn = static_cast<int>(at - shown.begin());
  return {{"title", title},
          {"lanes", names},
          {"moments", list},
          {"folded", folded_text(trace, shown, role)},
          {"initial", initial(trace, shown)},
          {"turn", at_turn},
          {"end", sentence(trace)}};
}

std::size_t first_step(const std::vector<TraceStep>& steps, std::size_t decision) {
  auto at = std::find_if(steps.begin(), steps.end(),
                         [=](const TraceStep& step) { return step.decision >= decision; });
  return at - steps.begin();
}

Json passing_run(const Trace& trace) {
  const TracePassing& passing = *trace.passing;
  Trace other;
  other.threads = passing.threads;
  other.steps = passing.steps;
  other.schedule = passing.schedule;
  other.final_state = passing.final_state;
  other.violation = {passing.steps.size(), passing.schedule.size(), {}, {}};
  return run(other, "nearest schedule that passes", first_step(passing.steps, passing.decision));
}

}  // namespace

std::string page_data(const Trace& trace) {
  Json runs = Json::array({run(trace, "failing schedule", wrong_turn(trace))});
  if (trace.passing) runs.push_back(passing_run(trace));
  Json page{{"headline", headline(trace)},         {"end", sentence(trace)},
            {"why", explain(trace, true)},         {"property", printable(trace.property)},
            {"message", printable(trace.message)}, {"runs", runs}};
  std::string text = page.dump(-1, ' ', false, Json::error_handler_t::replace);
  // Neither an end tag nor a comment may begin in it.
  std::string safe;
  for (char c : text) safe += c == '<' ? "\\u003c" : std::string(1, c);
  return safe;
}

}  // namespace epcheck
