// SPDX-License-Identifier: MIT
#include "traces/diagram.h"

#include <algorithm>
#include <map>
#include <utility>

#include "traces/explain.h"
#include "traces/letters.h"
#include "traces/told.h"

namespace epcheck {
namespace {

constexpr std::size_t kMaxLanes = 10;
constexpr std::size_t kBoxColumns = 30;
constexpr std::size_t kVerdictColumns = 72;
constexpr const char* kTurn = "~~ the last choice that could go right ~~";

constexpr double kLetterWidth = 6;  // of 10 point type: 0.6 of it, whatever the font
constexpr double kLineHeight = 12;
constexpr double kBoxPadding = 8;  // left and right of the text
constexpr double kBoxPaddingAbove = 4;
constexpr double kRowGap = 16;
constexpr double kLanePadding = 12;
constexpr double kLaneGap = 36;

Box box_around(std::vector<std::string> lines) {
  Box box;
  for (const std::string& line : lines)
    box.width = std::max(box.width, static_cast<double>(width(line)) * kLetterWidth);
  box.width += 2 * kBoxPadding;
  box.height = static_cast<double>(lines.size()) * kLineHeight + 2 * kBoxPaddingAbove;
  box.lines = std::move(lines);
  return box;
}

std::string verdict(const Trace& trace) { return printable(trace.property + ": " + trace.message); }

Box box_of(const Trace& trace, const Moment& moment, const Lane& lane) {
  std::string text = moment.kind == "violation" ? verdict(trace) : moment.text;
  if (lane.shared() && moment.kind != "fold")
    text = thread_name(trace, moment.thread) + ": " + text;
  return box_around(wrap(text, kBoxColumns, 0));
}

// Threads that are woken and do nothing any more get a box, so that the wake-up leads somewhere.
void add_woken(const Trace& trace, std::vector<Moment>& moments) {
  std::map<unsigned, bool> waiting;
  for (const Moment& moment : moments) {
    waiting[moment.thread] = false;
    for (std::size_t step : moment.steps)
      for (unsigned woken : trace.steps[step].wakes) waiting[woken] = true;
  }
  bool ends_in_violation = !moments.empty() && moments.back().kind == "violation";
  auto end = moments.end() - (ends_in_violation ? 1 : 0);
  std::vector<Moment> added;
  for (auto [thread, is_waiting] : waiting)
    if (is_waiting) added.push_back({thread, "woken", "woken, has not run yet", {}});
  moments.insert(end, added.begin(), added.end());
}

// Gives the boxes of each lane one width and places them one lane beside the other. Returns the
// width of all.
double place_lanes(Diagram& diagram) {
  double left = 0;
  for (std::size_t lane = 0; lane < diagram.lanes.size(); ++lane) {
    std::vector<Box*> boxes{&diagram.titles[lane]};
    for (std::size_t i = 0; i < diagram.moments.size(); ++i)
      if (lane_of(diagram.lanes, diagram.moments[i].thread) == lane)
        boxes.push_back(&diagram.boxes[i]);
    double widest = 0;
    for (const Box* box : boxes) widest = std::max(widest, box->width);
    Box area;
    area.width = widest + 2 * kLanePadding;
    area.x = left + area.width / 2;
    for (Box* box : boxes) {
      box->width = widest;
      box->x = area.x;
    }
    left += area.width + kLaneGap;
    diagram.areas.push_back(std::move(area));
  }
  return std::max(0.0, left - kLaneGap);
}

// Places the boxes one above the other, from y = 0 downwards. Returns the y below the last.
double place_row(double top, const std::vector<Box*>& boxes) {
  double height = 0;
  for (const Box* box : boxes) height = std::max(height, box->height);
  for (Box* box : boxes) box->y = top - height / 2;
  return top - height - kRowGap;
}

void place_rows(const Trace& trace, Diagram& diagram, double total_width) {
  std::vector<Box*> titles;
  for (Box& title : diagram.titles) titles.push_back(&title);
  double top = titles.empty() ? 0 : place_row(0, titles);
  std::optional<std::size_t> turn = turn_moment(trace, diagram.moments);
  for (const auto& row : rows(diagram.moments, diagram.lanes)) {
    if (turn && row.back() >= *turn) {
      diagram.turn = box_around({kTurn});
      diagram.turn->x = total_width / 2;
      top = place_row(top, {&*diagram.turn});
      turn.reset();
    }
    std::vector<Box*> boxes;
    for (std::size_t i : row) boxes.push_back(&diagram.boxes[i]);
    top = place_row(top, boxes);
  }
  for (Box& area : diagram.areas) {
    area.height = -top;
    area.y = top / 2;
  }
  if (!diagram.verdict) return;
  diagram.verdict->x = total_width / 2;
  place_row(top - kRowGap, {&*diagram.verdict});
}

}  // namespace

Diagram diagram(const Trace& trace, std::size_t count) {
  Diagram result;
  Told story = told(trace);
  std::vector<Moment>& all = story.moments;
  result.folded = story.folded;
  add_woken(trace, all);
  result.lanes = lanes(trace, all, kMaxLanes);
  if (!trace.violation.thread)
    result.verdict = box_around(wrap(verdict(trace), kVerdictColumns, 0));
  std::size_t others = (result.verdict ? 1 : 0) + (wrong_turn(trace) ? 1 : 0);
  result.moments = fold(all, result.lanes, count - result.lanes.size() - others);
  for (const Lane& lane : result.lanes)
    result.titles.push_back(box_around(wrap(lane.title, kBoxColumns, 0)));
  for (const Moment& moment : result.moments)
    result.boxes.push_back(
        box_of(trace, moment, result.lanes[lane_of(result.lanes, moment.thread)]));
  place_rows(trace, result, place_lanes(result));
  return result;
}

}  // namespace epcheck
