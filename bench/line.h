// SPDX-License-Identifier: MIT
// One line of the table: what epcheck needed for a row, and what the peer needed. Plain data, and
// two ways to write it.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace epcheck::bench {

struct Peer {
  std::string name;        // GenMC, Spin; empty if there is none
  std::string source;      // where the numbers come from
  bool finished = false;   // else `seconds` is how long it was given
  double seconds = 0;      // of CPU time
  std::uint64_t size = 0;  // executions or states
  double mib = 0;          // 0: not measured
  std::string note;        // why it has not finished
};

struct Line {
  std::string row;
  std::string search;
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  std::uint64_t executions = 0;
  double seconds = 0;  // of CPU time, user and system
  double mib = 0;      // peak
  bool finished = false;
  std::string verdict;
  Peer peer;

  /// epcheck's CPU time as a part of the peer's; 0 if one of them has not finished.
  double ratio() const;
};

/// The heading of the table, and a line of it.
std::string heading();
std::string text_of(const Line& line);
/// Sums over the lines of each peer.
std::string summary(const std::vector<Line>& lines);

nlohmann::ordered_json json_of(const std::vector<Line>& lines);

}  // namespace epcheck::bench
