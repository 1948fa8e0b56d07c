// SPDX-License-Identifier: MIT
#include "cli/table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/judgement.h"
#include "model/kernel_name.h"

namespace epcheck::cli {
namespace {

constexpr const char* kGreen = "\033[32m";
constexpr const char* kRed = "\033[31m";
constexpr const char* kYellow = "\033[33m";
constexpr const char* kReset = "\033[0m";

std::string verdict_text(const Finding& finding) {
  std::string text = verdict(finding);
  if (text == "violated") text += fmt::format(": {}", fmt::join(finding.violated, ", "));
  if (text.starts_with("violated") && !finding.complete) text += ", incomplete";
  return text;
}

std::string expected_text(const Finding& finding) {
  if (as_expected(finding)) return "as expected";
  return differs(finding) ? "differs" : "undecided";
}

/// The verdict on a complete search that saw `violated` fail.
std::string text_if_violated(const std::vector<std::string>& violated) {
  Finding finding;
  finding.violated = violated;
  return verdict_text(finding);
}

// "v5.10 (= v5.9)": which preset a release stands for.
std::string kernel_text(const std::string& kernel) {
  std::string preset = in_presets(kernel);
  return preset.empty() ? kernel : fmt::format("{} (= {})", kernel, preset);
}

}  // namespace

Table::Table(std::span<const Case> cases, bool colour) : colour_(colour) {
  auto widen = [](std::size_t& width, std::string_view text) {
    width = std::max(width, text.size());
  };
  widen(name_, "variant");
  widen(kernel_, "kernel");
  widen(memory_, "memory");
  widen(verdict_, "incomplete");
  for (const Case& of : cases) {
    widen(name_, name(of));
    widen(kernel_, kernel_text(of.kernel));
    widen(memory_, of.memory);
    widen(verdict_, text_if_violated(of.expected));
    for (const std::string& property : of.checked) widen(verdict_, text_if_violated({property}));
  }
}

std::string Table::line(const std::string& name, const std::string& kernel,
                        const std::string& memory, const std::string& verdict,
                        const std::string& expected, const char* colour, const std::string& states,
                        const std::string& transitions, const std::string& seconds) const {
  bool painted = colour_ && *colour != '\0';
  return fmt::format("{:<{}}  {:<{}}  {:<{}}  {:<{}}  {}{:<11}{}  {:>11}  {:>11}  {:>8}\n", name,
                     name_, kernel, kernel_, memory, memory_, verdict, verdict_,
                     painted ? colour : "", expected, painted ? kReset : "", states, transitions,
                     seconds);
}

std::string Table::head() const {
  return line("variant", "kernel", "memory", "verdict", "expect", "", "states", "transitions",
              "seconds");
}

std::string Table::row(const Finding& finding) const {
  const char* colour = as_expected(finding) ? kGreen : differs(finding) ? kRed : kYellow;
  std::string text =
      line(name(finding.of), kernel_text(finding.of.kernel), finding.of.memory,
           verdict_text(finding), expected_text(finding), colour, fmt::to_string(finding.states),
           fmt::to_string(finding.transitions), fmt::format("{:.2f}", finding.seconds));
  for (const std::string& difference : finding.differences)
    text += fmt::format("  {}\n", difference);
  if (!finding.note.empty()) text += fmt::format("  {}\n", finding.note);
  return text;
}

std::string summary(std::span<const Finding> findings) {
  std::size_t different = std::count_if(findings.begin(), findings.end(), differs);
  std::size_t expected = std::count_if(findings.begin(), findings.end(), as_expected);
  std::size_t undecided = findings.size() - different - expected;
  bool one = findings.size() == 1;
  std::string text = fmt::format("{} variant{}", findings.size(), one ? "" : "s");
  if (expected == findings.size()) return text + (one ? " as expected\n" : ", all as expected\n");
  if (different > 0) text += fmt::format(", {} not as expected", different);
  if (undecided > 0) text += fmt::format(", {} undecided", undecided);
  return text + "\n";
}

}  // namespace epcheck::cli
