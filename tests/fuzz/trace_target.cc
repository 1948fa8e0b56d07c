// SPDX-License-Identifier: MIT
#include "tests/fuzz/trace_target.h"

#include <nlohmann/json.hpp>

#include "tests/fuzz/shown_text.h"
#include "traces/dot.h"
#include "traces/json.h"
#include "traces/mermaid.h"
#include "traces/page_data.h"
#include "traces/perfetto.h"
#include "traces/read_json.h"
#include "traces/shiviz.h"
#include "traces/text.h"

namespace epcheck::fuzz {
namespace {

std::string wrong_with_json(const std::string& text) {
  return nlohmann::json::accept(text) ? "" : "what is written is no JSON";
}

/// One of the formats, so that an execution is fast: which, depends on the input alone.
std::string wrong_with_writer(const Trace& trace, std::size_t which) {
  switch (which % 8) {
    case 0:
      return wrong_with_shown(write_text(trace));
    case 1:
      return wrong_with_shown(write_full_text(trace));
    case 2:
      return wrong_with_shown(write_lkml(trace));
    case 3:
      return wrong_with_shown(write_mermaid(trace));
    case 4:
      return wrong_with_shown(write_dot(trace));
    case 5:
      return wrong_with_json(write_perfetto(trace));
    case 6:
      return wrong_with_shown(write_shiviz(trace));
    default:
      return wrong_with_json(page_data(trace));
  }
}

}  // namespace

std::string wrong_with_trace(std::string_view text) {
  auto trace = read_json("fuzz.json", text);
  if (!trace) {
    if (trace.error().empty()) return "refused without a word";
    return wrong_with_shown(trace.error());
  }
  std::string written = write_json(*trace);
  auto again = read_json("again.json", written);
  if (!again) return "what is written cannot be read: " + again.error();
  if (write_json(*again) != written) return "what is read again is another trace";
  return wrong_with_writer(*trace, text.size());
}

}  // namespace epcheck::fuzz
