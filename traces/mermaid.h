// SPDX-License-Identifier: MIT
// The trace as a Mermaid sequence diagram, which many sites draw in issues and wikis: a participant
// for each thread, a note for each moment, an arrow for each wake-up. As many notes as the picture
// of dot.h has boxes: what does not fit is folded.
#pragma once

#include <string>

#include "traces/trace.h"

namespace epcheck {

std::string write_mermaid(const Trace& trace);

}  // namespace epcheck
