// SPDX-License-Identifier: MIT
// What `epcheck mutate` prints: a line for each mutant, as soon as it is known, with the command
// that shows how it dies; at the end how many did, for each kernel. Or the same as tables in
// Markdown.
#pragma once

#include <map>
#include <span>
#include <string>

#include "cli/mutants.h"
#include "model/unneeded_steps.h"

namespace epcheck::cli {

class MutateText {
 public:
  explicit MutateText(bool markdown) : markdown_(markdown) {}

  /// How wide the columns of the rows to come are.
  void measure(std::span<const Mutant> mutants);
  /// `killer` is null unless it is killed or nondeterministic; `reason` is that of an unneeded
  /// step, or null.
  std::string row(const Mutant& mutant, const MutantResult& result, const Case* killer,
                  const UnneededStep* reason);
  /// About the rows so far.
  std::string summary() const;

 private:
  struct Sum {
    std::string kernel;
    unsigned mutants = 0, killed = 0, argued = 0;
  };
  std::string plain_row(const Mutant& mutant, const MutantResult& result, const Case* killer,
                        const UnneededStep* reason) const;

  bool markdown_;
  std::size_t kernel_ = 0, step_ = 0;  // widths
  std::vector<Sum> sums_;
};

}  // namespace epcheck::cli
