// SPDX-License-Identifier: MIT
#include <iostream>

#include "cli/command.h"

int main(int argc, char** argv) {
  return epcheck::cli::run_command(argc, argv, std::cout, std::cerr);
}
