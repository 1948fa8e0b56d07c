// SPDX-License-Identifier: MIT
#include "cli/command.h"

#include "cli/options.h"

namespace epcheck::cli {

int run_command(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  auto options = parse_options(argc, argv);
  if (!options) {
    out << options.error().out;
    err << options.error().err;
    return options.error().exit_code;
  }
  return 0;
}

}  // namespace epcheck::cli
