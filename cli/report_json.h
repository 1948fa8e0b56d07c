// SPDX-License-Identifier: MIT
// The report for machines: {"results": [...]}, one entry for each finding, in the order of the
// table. docs/cli.md lists the fields. Fields are only ever added.
#pragma once

#include <span>
#include <string>

#include "cli/finding.h"

namespace epcheck::cli {

/// The whole file, ending with a newline. The same findings give the same bytes.
std::string report_json(std::span<const Finding> findings);

}  // namespace epcheck::cli
