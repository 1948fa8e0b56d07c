// SPDX-License-Identifier: MIT
#include "cli/read_trace.h"

#include <fmt/format.h>

#include "cli/files.h"
#include "traces/json_tree.h"
#include "traces/read_json.h"

namespace epcheck::cli {

tl::expected<Trace, std::string> read_trace(const std::string& path) {
  // One byte more than allowed is enough to see that there is too much.
  auto text = read_file(path, kMaxTraceBytes + 1);
  if (!text) return tl::unexpected(fmt::format("epcheck: {}\n", text.error()));
  return read_json(path, *text);
}

}  // namespace epcheck::cli
