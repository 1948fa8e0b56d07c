// SPDX-License-Identifier: MIT
// The picture of a trace before it has a syntax: which boxes there are, and where. Lanes stand side
// by side in the order of the text's columns, rows follow one another downwards; a box is as wide
// as its lane, so that edges to other lanes begin at its border. Sizes are in points, y upwards, as
// Graphviz has them; the fonts are typewriter fonts, whose letters all have one width.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "traces/story.h"
#include "traces/trace.h"

namespace epcheck {

/// A box around lines of text; x and y are its centre.
struct Box {
  std::vector<std::string> lines;
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

struct Diagram {
  std::vector<Lane> lanes;
  std::vector<Box> titles;      // of each lane
  std::vector<Box> areas;       // that each lane covers; without text
  std::vector<Moment> moments;  // folded to what fits
  std::vector<Box> boxes;       // of each moment
  std::optional<Box> turn;      // a line of text above the first moment of the wrong choice
  std::optional<Box> verdict;   // on the end state, below all lanes
  std::string folded;           // what is left out, see told.h; may be ""
};

/// With at most `count` boxes that have text.
Diagram diagram(const Trace& trace, std::size_t count);

}  // namespace epcheck
