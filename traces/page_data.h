// SPDX-License-Identifier: MIT
// What the page of a trace shows, as JSON for its script (traces/page/data.ts): the same story that
// text and picture tell, with the state and the operations behind each moment.
#pragma once

#include <string>

#include "traces/trace.h"

namespace epcheck {

/// Safe between <script> and </script>.
std::string page_data(const Trace& trace);

}  // namespace epcheck
