// SPDX-License-Identifier: MIT
#include "cli/finding.h"

namespace epcheck::cli {

std::string name(const Case& of) {
  if (of.variant.starts_with(of.scenario)) return of.variant;
  return of.variant.empty() ? of.scenario : of.scenario + "-" + of.variant;
}

}  // namespace epcheck::cli
