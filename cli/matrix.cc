// SPDX-License-Identifier: MIT
#include "cli/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <string_view>

#include "cli/arguments.h"
#include "cli/cases.h"
#include "cli/exit_code.h"
#include "cli/judgement.h"
#include "model/kernel_name.h"
#include "model/switches.h"

namespace epcheck::cli {
namespace {

const CommandText kText{
    .name = "matrix",
    .usage = "[OPTION...] FILE|DIR...",
    .summary = "check scenarios on every kernel",
    .description =
        "Runs each scenario on each kernel of `epcheck kernels` and prints the verdicts as a "
        "table. What the files say of kernels and expectations does not count. Variants that "
        "differ in nothing else are one row, named after what their names begin with.",
    .examples = {"epcheck matrix scenarios/kernel"},
    .exit_codes = {{kOk, "every search was complete"},
                   {kUsage, "wrong arguments, or a wrong scenario"},
                   {kIncomplete, "a bound was hit"},
                   {kNondeterministic, "a program did different things under one schedule"},
                   {kInterrupted, "interrupted"}}};

/// What the names of variants begin with, up to a `-`: "nested" of nested-before and nested-after.
std::string common_name(const std::vector<std::string>& variants) {
  if (variants.size() == 1) return variants.front();
  std::string common = variants.front();
  for (const std::string& variant : variants) {
    auto end = std::mismatch(common.begin(), common.end(), variant.begin(), variant.end()).first;
    common.erase(end, common.end());
  }
  auto ends_there = [&](const std::string& variant) {
    return variant.size() == common.size() || variant[common.size()] == '-';
  };
  if (std::all_of(variants.begin(), variants.end(), ends_there)) return common;
  std::size_t dash = common.rfind('-');
  return dash == std::string::npos ? "" : common.substr(0, dash);
}

/// Variants of one program, and where they come from.
struct Group {
  const Case* first;
  std::vector<std::string> variants;
};

std::string column(const Preset& preset) {
  std::string_view name = preset.name;
  return std::string(name.substr(name[0] == 'v' ? 1 : 0));
}

/// The findings of a row. Kernels of one protocol are searched once. Fewer, if stopped.
std::vector<Finding> run_row(const MatrixRow& row, const CommandOptions& options,
                             const World& world) {
  std::vector<Finding> findings;
  std::vector<Protocol> protocols;
  for (const Case& of : row.cases) {
    if (world.stop != nullptr && world.stop->load()) break;
    Protocol protocol = *parse_kernel(of.kernel);
    auto same = std::find(protocols.begin(), protocols.end(), protocol);
    if (same == protocols.end())
      findings.push_back(world.run_case(of, options, Traces::none));
    else
      findings.push_back(findings[same - protocols.begin()]);
    protocols.push_back(protocol);
  }
  return findings;
}

}  // namespace

std::vector<MatrixRow> matrix_rows(std::span<const Case> cases) {
  std::vector<Group> groups;
  for (const Case& of : cases) {
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const Group& g) { return same_program(*g.first, of); });
    if (group == groups.end()) group = groups.insert(groups.end(), {&of, {}});
    if (group->variants.empty() || group->variants.back() != of.variant)
      group->variants.push_back(of.variant);
  }
  std::vector<MatrixRow> rows;
  std::set<std::string> used;
  for (const Group& group : groups) {
    Case of = *group.first;
    of.variant = common_name(group.variants);
    const std::string memory = of.memory == "sc" ? "" : " (" + of.memory + ")";
    std::string row_name = name(of) + memory;
    if (used.contains(row_name)) {
      of.variant = group.variants.front();
      row_name = name(of) + memory;
    }
    used.insert(row_name);
    MatrixRow& row = rows.emplace_back(MatrixRow{std::move(row_name), {}});
    for (const Preset& preset : presets()) {
      of.kernel = preset.name;
      row.cases.push_back(of);
    }
  }
  return rows;
}

MatrixTable::MatrixTable(std::span<const MatrixRow> rows) {
  for (const MatrixRow& row : rows) name_ = std::max(name_, row.name.size());
}

std::string MatrixTable::head() const {
  std::string text = fmt::format("{:<{}}", "scenario", name_);
  for (const Preset& preset : presets()) text += "  " + column(preset);
  return text + "\n";
}

char MatrixTable::letter(const std::string& property) {
  for (const auto& [letter, name] : letters_)
    if (name == property) return letter;
  auto is_free = [&](char candidate) {
    return std::none_of(letters_.begin(), letters_.end(),
                        [&](const auto& used) { return used.first == candidate; });
  };
  std::string candidates = property + "abcdefghijklmnopqrstuvwxyz";
  for (char c : candidates) {
    char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (std::isalpha(static_cast<unsigned char>(c)) == 0 || !is_free(upper)) continue;
    letters_.emplace_back(upper, property);
    return upper;
  }
  return '*';
}

std::string MatrixTable::line(const MatrixRow& row, std::span<const Finding> findings) {
  std::string text = fmt::format("{:<{}}", row.name, name_);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    std::string cell;
    for (const std::string& property : finding.violated) cell += letter(property);
    if (!finding.complete) cell += '?';
    if (!finding.deterministic) cell = "!";
    if (cell.empty()) cell = ".";
    text += fmt::format("  {:<{}}", cell, column(presets()[i]).size());
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string MatrixTable::legend() const {
  std::string text = "\n. holds   ? a bound was hit   ! nondeterministic\n";
  for (const auto& [letter, name] : letters_) text += fmt::format("{} {}\n", letter, name);
  return text;
}

std::unique_ptr<Arguments> matrix_arguments() { return search_arguments(kText); }

int run_matrix(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
               const World& world) {
  auto options = parse_search_options(kText, argc, argv);
  if (!options) return options.error().tell(out, err);
  auto cases = load_cases(*options);
  if (!cases) {
    err << cases.error();
    return kUsage;
  }
  std::vector<MatrixRow> rows = matrix_rows(*cases);
  MatrixTable table(rows);
  out << table.head() << std::flush;
  int code = kOk;
  for (const MatrixRow& row : rows) {
    std::vector<Finding> findings = run_row(row, *options, world);
    out << table.line(row, findings) << std::flush;
    for (const Finding& finding : findings) {
      if (!finding.complete && code == kOk) code = kIncomplete;
      if (!finding.deterministic) code = kNondeterministic;
    }
    if (findings.size() < row.cases.size()) return kInterrupted;
  }
  out << table.legend();
  return code;
}

}  // namespace epcheck::cli
