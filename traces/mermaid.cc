// SPDX-License-Identifier: MIT
#include "traces/mermaid.h"

#include <fmt/format.h>

#include <algorithm>

#include "traces/dot.h"
#include "traces/edges.h"
#include "traces/explain.h"
#include "traces/letters.h"
#include "traces/story.h"
#include "traces/told.h"

namespace epcheck {
namespace {

constexpr std::size_t kMaxLanes = 10;
constexpr std::size_t kNoteColumns = 40;

// What has a meaning in Mermaid, or in the HTML that it makes, is written as a character code.
std::string quote(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _.,()=+*[]/!?-";
  std::string result;
  for (char c : text) {
    bool ascii = static_cast<unsigned char>(c) < 0x80;
    if (!ascii || kPlain.find(c) != kPlain.npos)
      result += c;
    else
      result += fmt::format("#{};", static_cast<int>(c));
  }
  return result;
}

std::string note(const std::string& over, const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string& line : wrap(text, kNoteColumns, 0)) lines.push_back(quote(line));
  return fmt::format("  Note over {}: {}\n", over, join(lines, "<br/>"));
}

}  // namespace

std::string write_mermaid(const Trace& trace) {
  Told story = told(trace);
  std::vector<Moment>& shown = story.moments;
  std::vector<Lane> columns = lanes(trace, shown, kMaxLanes);
  shown = fold(shown, columns, kDotNodes);
  std::string out = "sequenceDiagram\n";
  for (std::size_t i = 0; i < columns.size(); ++i)
    out += fmt::format("  participant p{} as {}\n", i, quote(columns[i].title));
  if (columns.empty()) out += "  participant p0 as nobody\n";
  std::string all = columns.size() < 2 ? "p0" : fmt::format("p0,p{}", columns.size() - 1);
  out += note(all, headline(trace));

  std::vector<Edge> wakes = wake_edges(trace, shown);
  std::optional<std::size_t> turn = turn_moment(trace, shown);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const Moment& moment = shown[i];
    std::size_t lane = lane_of(columns, moment.thread);
    std::string speaker = columns[lane].shared() ? thread_name(trace, moment.thread) + ": " : "";
    if (turn == i) out += note(all, "the last choice that could go right");
    out += note(fmt::format("p{}", lane), speaker + moment.text);
    for (const Edge& edge : wakes)
      if (edge.from == i)
        out += fmt::format("  p{}->>p{}: wakes\n", lane, lane_of(columns, shown[edge.to].thread));
  }
  out += note(all, trace.property + ": " + trace.message);
  if (!story.folded.empty()) out += note(all, story.folded);
  return out;
}

}  // namespace epcheck
