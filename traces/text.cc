// SPDX-License-Identifier: MIT
#include "traces/text.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "traces/explain.h"
#include "traces/letters.h"
#include "traces/story.h"
#include "traces/told.h"

namespace epcheck {
namespace {

constexpr std::size_t kMargin = 2;  // left of the table
constexpr std::size_t kGap = 2;     // between columns
constexpr std::size_t kNarrowest = 12;
constexpr std::size_t kIndent = 2;  // of the second line of a cell

struct Cell {
  std::size_t lane;
  std::string text;
};
using Row = std::vector<Cell>;

std::vector<Row> table(const Trace& trace, const std::vector<Moment>& moments,
                       const std::vector<Lane>& lanes) {
  std::vector<Row> result;
  for (const auto& row : rows(moments, lanes)) {
    Row cells;
    for (std::size_t index : row) {
      const Moment& moment = moments[index];
      std::size_t lane = lane_of(lanes, moment.thread);
      std::string speaker = lanes[lane].shared() ? thread_name(trace, moment.thread) + ": " : "";
      cells.push_back({lane, speaker + moment.text});
    }
    result.push_back(std::move(cells));
  }
  return result;
}

// What the lane costs, in lines. A word that has to be broken counts as one more.
std::size_t lines_of_lane(const std::vector<Row>& table, std::size_t lane, std::size_t columns) {
  std::size_t lines = 0;
  for (const Row& row : table) {
    for (const Cell& cell : row) {
      if (cell.lane != lane) continue;
      lines += wrap(cell.text, columns, kIndent).size();
      if (longest_word(cell.text) + kIndent > columns) ++lines;
    }
  }
  return lines;
}

// Widths of the lanes that together give the fewest lines; narrower and more even ones if equal.
std::vector<std::size_t> widths(const std::vector<Row>& table, const std::vector<Lane>& lanes) {
  std::size_t available = kTextWidth - kMargin - kGap * (lanes.size() - 1);
  struct Plan {
    std::size_t cost = std::numeric_limits<std::size_t>::max();
    std::vector<std::size_t> widths;
  };
  // plans[n]: the best use of n columns for the lanes so far.
  std::vector<Plan> plans(available + 1);
  plans[0].cost = 0;
  for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
    std::vector<Plan> next(available + 1);
    for (std::size_t columns = kNarrowest; columns <= available; ++columns) {
      std::size_t lines =
          lines_of_lane(table, lane, columns) + wrap(lanes[lane].title, columns, 0).size();
      std::size_t cost = lines * 1'000'000 + columns * columns;
      for (std::size_t before = 0; before + columns <= available; ++before) {
        if (plans[before].cost == std::numeric_limits<std::size_t>::max()) continue;
        Plan& plan = next[before + columns];
        if (plans[before].cost + cost >= plan.cost) continue;
        plan = plans[before];
        plan.cost += cost;
        plan.widths.push_back(columns);
      }
    }
    plans = std::move(next);
  }
  auto cheaper = [](const Plan& a, const Plan& b) { return a.cost < b.cost; };
  return std::min_element(plans.begin(), plans.end(), cheaper)->widths;
}

void append_line(std::string& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + "\n";
}

void append_wrapped(std::string& out, const std::string& text, const std::string& margin,
                    std::size_t indent) {
  for (const std::string& line : wrap(text, kTextWidth - margin.size(), indent))
    append_line(out, margin + line);
}

void append_row(std::string& out, const Row& row, const std::vector<std::size_t>& widths,
                std::size_t indent) {
  std::vector<std::vector<std::string>> columns(widths.size());
  std::size_t height = 0;
  for (const Cell& cell : row) {
    columns[cell.lane] = wrap(cell.text, widths[cell.lane], indent);
    height = std::max(height, columns[cell.lane].size());
  }
  for (std::size_t i = 0; i < height; ++i) {
    std::string line;
    std::size_t start = kMargin;
    for (std::size_t lane = 0; lane < widths.size(); ++lane) {
      if (i < columns[lane].size()) {
        line.append(start - width(line), ' ');
        line += columns[lane][i];
      }
      start += widths[lane] + kGap;
    }
    append_line(out, line);
  }
}

void append_table(std::string& out, const Trace& trace, const std::vector<Moment>& shown) {
  if (shown.empty()) return;
  std::vector<Lane> columns = lanes(trace, shown, kTextLanes);
  std::vector<Row> body = table(trace, shown, columns);
  std::vector<std::size_t> layout = widths(body, columns);

  Row titles;
  std::size_t total = kGap * (columns.size() - 1);
  for (std::size_t lane = 0; lane < columns.size(); ++lane) {
    titles.push_back({lane, columns[lane].title});
    total += layout[lane];
  }
  append_row(out, titles, layout, 0);
  append_line(out, std::string(kMargin, ' ') + std::string(total, '-'));
  std::optional<std::size_t> turn = turn_moment(trace, shown);
  std::vector<std::vector<std::size_t>> lines = rows(shown, columns);
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (turn && lines[i].back() >= *turn) {
      append_line(out, std::string(kMargin, ' ') + "~~ the last choice that could go right ~~");
      turn.reset();
    }
    append_row(out, body[i], layout, kIndent);
  }
}

std::string write(const Trace& trace, const std::vector<Moment>& shown, bool places) {
  std::string out;
  append_wrapped(out, headline(trace), "", 4);
  append_wrapped(out, sentence(trace, places), "  ", 0);
  if (std::vector<std::string> why = explain(trace, places); !why.empty()) {
    out += "\n";
    for (const std::string& line : why) append_wrapped(out, line, "  ", 0);
  }
  out += "\n";
  append_table(out, trace, shown);
  append_wrapped(out, "=> " + printable(trace.message), "  ", 3);
  return out;
}

}  // namespace

std::string write_text(const Trace& trace) {
  Told story = told(trace);
  std::string out = write(trace, story.moments, true);
  if (!story.folded.empty()) append_wrapped(out, story.folded + " --full shows all.", "  ", 0);
  return out;
}

std::string write_full_text(const Trace& trace) { return write(trace, all_moments(trace), true); }

std::string write_lkml(const Trace& trace) {
  Told story = told(trace);
  std::string out = write(trace, story.moments, false);
  if (!story.folded.empty()) append_wrapped(out, story.folded, "  ", 0);
  return out;
}

}  // namespace epcheck
