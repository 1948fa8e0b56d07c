// SPDX-License-Identifier: MIT
#include "bench/line.h"

#include <fmt/format.h>

#include <cmath>

namespace epcheck::bench {

namespace {

/// Below this the peer's time is its start-up.
constexpr double kLeastPeerSeconds = 0.05;

std::string count_of(const std::string& peer) { return peer == "Spin" ? "states" : "executions"; }

std::string peer_text(const Peer& peer) {
  if (peer.name.empty()) return "";
  if (!peer.finished) return fmt::format("{}: {} after {:.2f}", peer.name, peer.note, peer.seconds);
  return fmt::format("{}: {:.2f} s, {} {}", peer.name, peer.seconds, peer.size,
                     count_of(peer.name));
}

std::string ratio_text(const Line& line) {
  if (line.ratio() > 0) return fmt::format("{:.3f}", line.ratio());
  return "-";
}

std::string summary_of(const std::vector<Line>& lines, const std::string& peer) {
  unsigned rows = 0, ours = 0, measured = 0;
  double sum = 0, peer_sum = 0, logarithms = 0;
  for (const Line& line : lines) {
    if (line.peer.name != peer) continue;
    ++rows;
    ours += line.finished;
    if (line.ratio() == 0 || line.peer.seconds <= kLeastPeerSeconds) continue;
    ++measured;
    sum += line.seconds;
    peer_sum += line.peer.seconds;
    logarithms += std::log(line.ratio());
  }
  if (rows == 0) return "";
  std::string text = fmt::format("{}: {} of {} rows finished", peer, ours, rows);
  if (measured > 0)
    text += fmt::format(
        "; on {} that both finished and {} needs more than {} s for: sum {:.2f} s against {:.2f} s "
        "({:.3f}), geometric mean {:.3f}",
        measured, peer, kLeastPeerSeconds, sum, peer_sum, sum / peer_sum,
        std::exp(logarithms / measured));
  return text + "\n";
}

}  // namespace

double Line::ratio() const {
  if (!finished || !peer.finished || peer.seconds <= 0) return 0;
  return std::max(seconds, 0.001) / peer.seconds;
}

std::string heading() {
  return fmt::format("{:<22} {:<10} {:>10} {:>10} {:>9} {:>7} {:>7}  {:<43} {:>6}  {}\n", "row",
                     "search", "states", "executions", "Mtrans/s", "CPU s", "MiB", "verdict",
                     "ratio", "peer");
}

std::string text_of(const Line& line) {
  double rate = line.seconds > 0 ? static_cast<double>(line.transitions) / line.seconds / 1e6 : 0;
  return fmt::format("{:<22} {:<10} {:>10} {:>10} {:>9.2f} {:>7.3f} {:>7.0f}  {:<43} {:>6}  {}\n",
                     line.row, line.search, line.states, line.executions, rate, line.seconds,
                     line.mib, line.verdict, ratio_text(line), peer_text(line.peer));
}

std::string summary(const std::vector<Line>& lines) {
  return summary_of(lines, "GenMC") + summary_of(lines, "Spin");
}

nlohmann::ordered_json json_of(const std::vector<Line>& lines) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const Line& line : lines) {
    nlohmann::ordered_json row = {{"row", line.row},
                                  {"search", line.search},
                                  {"states", line.states},
                                  {"transitions", line.transitions},
                                  {"executions", line.executions},
                                  {"cpu_seconds", line.seconds},
                                  {"peak_mib", line.mib},
                                  {"finished", line.finished},
                                  {"verdict", line.verdict}};
    if (!line.peer.name.empty()) {
      row["peer"] = {{"name", line.peer.name},
                     {"source", line.peer.source},
                     {"finished", line.peer.finished},
                     {"cpu_seconds", line.peer.seconds},
                     {count_of(line.peer.name), line.peer.size},
                     {"peak_mib", line.peer.mib},
                     {"note", line.peer.note}};
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace epcheck::bench
