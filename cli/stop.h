// SPDX-License-Identifier: MIT
// Why a command does not go on after it has looked at its arguments: help or the version was asked
// for, or they are wrong.
#pragma once

#include <ostream>
#include <string>

namespace epcheck::cli {

struct Stop {
  int exit_code;
  std::string out;
  std::string err;

  /// Says so, and returns the exit code.
  int tell(std::ostream& to_out, std::ostream& to_err) const {
    to_out << out;
    to_err << err;
    return exit_code;
  }
};

}  // namespace epcheck::cli
