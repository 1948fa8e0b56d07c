// SPDX-License-Identifier: MIT
// `epcheck matrix FILE|DIR...`: every scenario on every kernel, as a table of verdicts. The kernels
// and the expectations of the files do not count: variants that differ in nothing else are one row.
#pragma once

#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "cli/command.h"

namespace epcheck::cli {

class Arguments;

/// One program under one memory model.
struct MatrixRow {
  std::string name;
  std::vector<Case> cases;  // one for each preset of the model, in that order
};

/// The rows that are made of the variants of `cases`.
std::vector<MatrixRow> matrix_rows(std::span<const Case> cases);

/// Writes the table line by line.
class MatrixTable {
 public:
  explicit MatrixTable(std::span<const MatrixRow> rows);
  std::string head() const;
  /// `findings` has one for each case of the row.
  std::string line(const MatrixRow& row, std::span<const Finding> findings);
  /// What the letters mean that the lines so far use.
  std::string legend() const;

 private:
  char letter(const std::string& property);

  std::size_t name_ = 0;  // width
  std::vector<std::pair<char, std::string>> letters_;
};

/// Runs `epcheck matrix`; argv[0] is that word. Returns an ExitCode.
int run_matrix(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
               const World& world);

std::unique_ptr<Arguments> matrix_arguments();

}  // namespace epcheck::cli
