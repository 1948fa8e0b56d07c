// SPDX-License-Identifier: MIT
#include "cli/mutate_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/shell_word.h"

namespace epcheck::cli {
namespace {

const char* word(const MutantResult& result) {
  if (!result.deterministic) return "nondeterministic";
  switch (result.fate) {
    case Fate::killed:
      return "killed";
    case Fate::survived:
      return "survived";
    case Fate::undecided:
      return "undecided";
  }
  return "";
}

std::string command(const Mutant& mutant, const Case& killer) {
  std::string text = "epcheck " + shell_word(killer.path);
  if (!killer.variant.empty()) text += " --variant " + shell_word(killer.variant);
  return text + " --kernel " + shell_word(name(mutant));
}

std::string reason_text(const UnneededStep& reason) {
  return fmt::format("{}: {}", name_of(reason.kind), reason.why);
}

/// What became of it, in a few words.
std::string outcome(const MutantResult& result, const Case* killer, const UnneededStep* reason) {
  if (killer != nullptr && (result.fate == Fate::killed || !result.deterministic))
    return fmt::format("{}: {}", name(*killer), result.how);
  return reason != nullptr ? reason_text(*reason) : "and nobody has said why";
}

std::string percent(unsigned part, unsigned all) {
  return fmt::format("{:.1f} %", all == 0 ? 100.0 : 100.0 * part / all);
}

}  // namespace

void MutateText::measure(std::span<const Mutant> mutants) {
  for (const Mutant& mutant : mutants) {
    kernel_ = std::max(kernel_, mutant.kernel.size());
    step_ = std::max(step_, std::string_view(mutant.step->name).size());
  }
}

std::string MutateText::plain_row(const Mutant& mutant, const MutantResult& result,
                                  const Case* killer, const UnneededStep* reason) const {
  std::string text =
      fmt::format("{:<{}}  {:<{}}  {:<9}  {}\n", mutant.kernel, kernel_, mutant.step->name, step_,
                  word(result), outcome(result, killer, reason));
  const std::string indent(kernel_ + 2, ' ');
  if (result.fate == Fate::killed && reason != nullptr)
    text += fmt::format("{}the reason why it would survive is wrong: {}\n", indent,
                        reason_text(*reason));
  if (result.fate == Fate::killed && killer != nullptr)
    text += indent + command(mutant, *killer) + "\n";
  return text;
}

std::string MutateText::row(const Mutant& mutant, const MutantResult& result, const Case* killer,
                            const UnneededStep* reason) {
  std::string text;
  if (sums_.empty() || sums_.back().kernel != mutant.kernel) {
    sums_.push_back({mutant.kernel});
    if (markdown_)
      text = fmt::format("\n## {}\n\n| step | what it does | without it |\n|---|---|---|\n",
                         mutant.kernel);
  }
  Sum& sum = sums_.back();
  ++sum.mutants;
  if (result.fate == Fate::killed)
    ++sum.killed;
  else if (reason != nullptr)
    ++sum.argued;
  if (!markdown_) return plain_row(mutant, result, killer, reason);
  return text +
         fmt::format("| `{}` | {} | {}{} |\n", mutant.step->name, mutant.step->meaning,
                     result.fate == Fate::killed ? "" : fmt::format("**{}**, ", word(result)),
                     outcome(result, killer, reason));
}

std::string MutateText::summary() const {
  std::string text = "\n";
  if (markdown_)
    text += "| kernel | mutants | killed | survivors with a reason |\n|---|---|---|---|\n";
  for (const Sum& sum : sums_) {
    const std::string share = percent(sum.killed, sum.mutants);
    text += markdown_ ? fmt::format("| {} | {} | {} ({}) | {} |\n", sum.kernel, sum.mutants,
                                    sum.killed, share, sum.argued)
                      : fmt::format("{}: {} mutants, {} killed ({}), {} others with a reason\n",
                                    sum.kernel, sum.mutants, sum.killed, share, sum.argued);
  }
  return text;
}

}  // namespace epcheck::cli
