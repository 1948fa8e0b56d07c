// SPDX-License-Identifier: MIT
#include "cli/trace_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/files.h"

namespace epcheck::cli {

std::string TraceFiles::write(const Finding& finding) {
  for (const Failure& failure : finding.failures) {
    std::string stem = fmt::format("{}-{}", name(finding.of), failure.property);
    if (used_.contains(stem)) stem += "-" + finding.of.kernel;
    std::replace(stem.begin(), stem.end(), ' ', '-');  // "v7.1 without seqcount"
    for (int number = 2; used_.contains(stem); ++number)
      if (std::string next = fmt::format("{}-{}", stem, number); !used_.contains(next)) stem = next;
    used_.insert(stem);
    for (auto [ending, content] : {std::pair{"txt", &failure.text},
                                   {"json", &failure.json},
                                   {"dot", &failure.dot},
                                   {"svg", &failure.svg}})
      if (std::string wrong = write_file(fmt::format("{}/{}.{}", path_, stem, ending), *content);
          !wrong.empty())
        return wrong;
  }
  return "";
}

}  // namespace epcheck::cli
