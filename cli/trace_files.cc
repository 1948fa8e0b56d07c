// SPDX-License-Identifier: MIT
#include "cli/trace_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/files.h"
#include "traces/write.h"

namespace epcheck::cli {

tl::expected<std::string, std::string> TraceFiles::write(const Case& of, const Trace& trace) {
  std::string stem = fmt::format("{}-{}", name(of), trace.property);
  if (used_.contains(stem)) stem += "-" + of.kernel;
  std::replace(stem.begin(), stem.end(), ' ', '-');  // "v7.1 without seqcount"
  for (int number = 2; used_.contains(stem); ++number)
    if (std::string next = fmt::format("{}-{}", stem, number); !used_.contains(next)) stem = next;
  used_.insert(stem);
  if (std::string wrong = make_directory(path_); !wrong.empty()) return tl::unexpected(wrong);
  std::string json = fmt::format("{}/{}.json", path_, stem);
  for (Format format : {Format::json, Format::text, Format::dot, Format::svg, Format::html}) {
    if (format != Format::json && !all_formats_) break;
    std::string path = fmt::format("{}/{}.{}", path_, stem, ending(format));
    if (std::string wrong = write_file(path, write_trace(trace, format)); !wrong.empty())
      return tl::unexpected(wrong);
  }
  return json;
}

}  // namespace epcheck::cli
