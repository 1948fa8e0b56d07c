// SPDX-License-Identifier: MIT
#include "traces/write.h"

#include "traces/dot.h"
#include "traces/json.h"
#include "traces/svg.h"
#include "traces/text.h"

namespace epcheck {

std::string write_trace(const Trace& trace, Format format) {
  switch (format) {
    case Format::text:
      return write_text(trace);
    case Format::json:
      return write_json(trace);
    case Format::dot:
      return write_dot(trace);
    case Format::svg:
      return write_svg(trace);
  }
  return {};
}

}  // namespace epcheck
