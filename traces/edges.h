// SPDX-License-Identifier: MIT
// Which moments of a picture are connected by more than the order of their thread: wake-ups, and
// reads of what another thread wrote.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "traces/story.h"
#include "traces/trace.h"

namespace epcheck {

struct Edge {
  std::size_t from;  // indices of moments
  std::size_t to;
  std::string label;
};

/// Whether one of `edges` goes from `from` to `to`.
bool connects(const std::vector<Edge>& edges, std::size_t from, std::size_t to);

/// From the moment that wakes a thread to the next moment of that thread. What happens between two
/// moments that are both folded is left out.
std::vector<Edge> wake_edges(const Trace& trace, const std::vector<Moment>& moments);

/// From the moment of a write to the moment of another thread that reads it, one edge for each pair
/// of moments; the label names the objects. Memory without a name is left out.
std::vector<Edge> reads_from_edges(const Trace& trace, const std::vector<Moment>& moments);

/// From the moment that frees memory to the violation that it is accessed; at most one.
std::vector<Edge> freed_edges(const Trace& trace, const std::vector<Moment>& moments);

}  // namespace epcheck
