// SPDX-License-Identifier: MIT
#include "traces/dot.h"

#include <fmt/format.h>

#include <iterator>

#include "traces/diagram.h"
#include "traces/edges.h"
#include "traces/explain.h"
#include "traces/letters.h"
#include "traces/quote.h"
#include "traces/story.h"

namespace epcheck {
namespace {

constexpr std::size_t kHeadingWidth = 90;  // in characters
constexpr double kPointsOfInch = 72;

// All boxes have their places: laid out freely, lanes would change places from trace to trace.
// "nop" is the engine of Graphviz that keeps them, and draws the edges.
constexpr const char* kHead = R"(digraph trace {
  graph [layout=nop, splines=line, outputorder=edgesfirst, forcelabels=true, fontname="Courier",
    fontsize=12, labelloc=t, label=<<table border="0" cellspacing="1">
)";
constexpr const char* kLegend =
    "      <tr><td align=\"left\"><font point-size=\"10\">time runs downwards"
    "   <font color=\"#555555\">──▶ then</font>"
    "   <font color=\"#cc0000\"><b>━━▶ wakes</b></font>"
    "   <font color=\"#3366bb\">╌╌▶ is read by</font>"
    "   <font color=\"#cc0000\">▣ violation</font></font></td></tr>\n"
    "    </table>>];\n";
constexpr const char* kDefaults = R"(  node [shape=box, style="filled,rounded", color="#777777",
    fillcolor=white, fontname="Courier", fontsize=10, margin="0.11,0.05", fixedsize=true];
  edge [fontname="Courier", fontsize=8, arrowsize=0.7, color="#555555"];
)";
constexpr const char* kViolation = R"(, peripheries=2, color="#cc0000", fillcolor="#ffe5e5",
      fontname="Courier-Bold")";
constexpr const char* kTurn =
    ", style=filled, color=\"#fff1dd\", fillcolor=\"#fff1dd\", fontcolor=\"#9a4f00\"";
constexpr const char* kFreed = R"(color="#cc0000", fontcolor="#cc0000", style=dashed, penwidth=2)";
constexpr const char* kWake = R"(color="#cc0000", style=bold, penwidth=2)";
constexpr const char* kReadsFrom = R"(color="#3366bb", fontcolor="#3366bb", style=dashed)";

class Picture {
 public:
  explicit Picture(const Trace& trace) : trace_(trace), diagram_(diagram(trace, kDotNodes)) {}

  std::string write() {
    write_head();
    for (std::size_t lane = 0; lane < diagram_.lanes.size(); ++lane) write_lane(lane);
    if (diagram_.turn) write_box("  ", "turn", *diagram_.turn, kTurn);
    if (diagram_.verdict) write_box("  ", "verdict", *diagram_.verdict, kViolation);
    for (const Lane& lane : diagram_.lanes)
      for (unsigned thread : lane.threads) write_order(thread);
    write_edges();
    add("}}\n");
    return std::move(out_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void write_head() {
    out_ += kHead;
    for (const std::string& line : wrap(headline(trace_), kHeadingWidth, 4))
      add("      <tr><td align=\"left\"><b>{}</b></td></tr>\n", quote_html(line));
    std::vector<std::string> sentences{sentence(trace_)};
    for (std::string& why : explain(trace_, true)) sentences.push_back(std::move(why));
    if (!diagram_.folded.empty()) sentences.push_back(diagram_.folded);
    for (const std::string& text : sentences)
      for (const std::string& line : wrap(text, kHeadingWidth, 0))
        add("      <tr><td align=\"left\"><font point-size=\"11\">{}</font></td></tr>\n",
            quote_html(line));
    out_ += kLegend;
    out_ += kDefaults;
  }

  void write_lane(std::size_t number) {
    const Lane& lane = diagram_.lanes[number];
    const Box& area = diagram_.areas[number];
    add("  subgraph cluster_{} {{\n"
        "    label=\"\"; style=\"filled,rounded\"; color=\"{}\";\n"
        "    bb=\"{:.0f},{:.0f},{:.0f},{:.0f}\";\n",
        number, lane.interrupt ? "#fdf0dc" : "#eef2f7", area.x - area.width / 2,
        area.y - area.height / 2, area.x + area.width / 2, area.y + area.height / 2);
    write_box("    ", fmt::format("lane{}", number), diagram_.titles[number],
              ", shape=plaintext, style=\"\", fontname=\"Courier-Bold\"");
    for (std::size_t i = 0; i < diagram_.moments.size(); ++i)
      if (lane_of(diagram_.moments[i].thread) == number)
        write_box("    ", fmt::format("step{}", i), diagram_.boxes[i],
                  look(diagram_.moments[i].kind));
    add("  }}\n");
  }

  void write_box(const char* indent, const std::string& name, const Box& box, const char* look) {
    bool is_title = name.starts_with("lane");
    add("{}{} [label={}, pos=\"{:.0f},{:.0f}\", width={:.2f}, height={:.2f}{}];\n", indent, name,
        quote_label(box.lines, is_title ? "\\n" : "\\l"), box.x, box.y, box.width / kPointsOfInch,
        box.height / kPointsOfInch, look);
  }

  static const char* look(const std::string& kind) {
    if (kind == "violation") return kViolation;
    if (kind == "sleep") return ", fillcolor=\"#dddddd\"";
    return kind == "fold" || kind == "woken" ? ", style=\"filled,rounded,dashed\"" : "";
  }

  std::size_t lane_of(unsigned thread) const { return epcheck::lane_of(diagram_.lanes, thread); }

  void write_order(unsigned thread) {
    std::size_t lane = lane_of(thread);
    std::string before = diagram_.lanes[lane].shared() ? "" : fmt::format("lane{}", lane);
    const char* look = " [arrowhead=none]";
    for (std::size_t i = 0; i < diagram_.moments.size(); ++i) {
      if (!involves(trace_, diagram_.moments[i], thread)) continue;
      if (!before.empty()) add("  {} -> step{}{};\n", before, i, look);
      before = fmt::format("step{}", i);
      look = "";
    }
  }

  void write_edges() {
    std::vector<Edge> wakes = wake_edges(trace_, diagram_.moments);
    for (const Edge& edge : wakes) write_edge(edge, kWake);
    for (const Edge& edge : freed_edges(trace_, diagram_.moments)) write_edge(edge, kFreed);
    for (const Edge& edge : reads_from_edges(trace_, diagram_.moments))
      if (!connects(wakes, edge.from, edge.to)) write_edge(edge, kReadsFrom);
  }

  // Leaves at the side where the other lane is.
  void write_edge(const Edge& edge, const char* look) {
    std::size_t from = lane_of(diagram_.moments[edge.from].thread);
    std::size_t to = lane_of(diagram_.moments[edge.to].thread);
    const char* ports = from < to   ? ", tailport=e, headport=w"
                        : from > to ? ", tailport=w, headport=e"
                                    : "";
    std::string label = edge.label.empty() ? "" : ", xlabel=" + quote_label({edge.label}, "");
    add("  step{} -> step{} [{}{}{}];\n", edge.from, edge.to, look, ports, label);
  }

  const Trace& trace_;
  Diagram diagram_;
  std::string out_;
};

}  // namespace

std::string write_dot(const Trace& trace) { return Picture(trace).write(); }

}  // namespace epcheck
