// SPDX-License-Identifier: MIT
#include "scenarios/loader/diagnostic.h"

#include <fmt/format.h>

#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

namespace {

/// Long lines are shown around the error only.
constexpr unsigned kShown = 100;

std::string source_with_caret(const Diagnostic& diagnostic) {
  std::vector<std::string> characters = printable(diagnostic.source_line);
  unsigned column = diagnostic.where.column - 1;
  unsigned from = column > kShown - 20 ? column - (kShown - 20) : 0;
  std::string shown = from > 0 ? "..." : "";
  std::string caret(shown.size(), ' ');
  for (unsigned i = from; i < characters.size() && i < from + kShown; ++i) shown += characters[i];
  if (from + kShown < characters.size()) shown += "...";
  caret.append(column - from, ' ');
  caret += '^';
  for (unsigned i = 1; i < diagnostic.where.length && column + i < from + kShown; ++i) caret += '~';
  return shown + "\n" + caret + "\n";
}

}  // namespace

std::string to_text(const Diagnostic& diagnostic) {
  std::string text;
  if (diagnostic.where.line == 0) {
    text = fmt::format("{}: error: {}\n", diagnostic.file, diagnostic.message);
  } else {
    text = fmt::format("{}:{}:{}: error: {}\n", diagnostic.file, diagnostic.where.line,
                       diagnostic.where.column, diagnostic.message);
    if (!diagnostic.source_line.empty()) text += source_with_caret(diagnostic);
  }
  std::size_t start = 0;
  while (start < diagnostic.help.size()) {
    std::size_t end = diagnostic.help.find('\n', start);
    text += "  " + diagnostic.help.substr(start, end - start) + "\n";
    start = end == std::string::npos ? diagnostic.help.size() : end + 1;
  }
  return text;
}

std::string to_text(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics.list) text += to_text(diagnostic);
  if (diagnostics.more > 0)
    text += fmt::format("{}: {} more errors\n", diagnostics.list.front().file, diagnostics.more);
  return text;
}

void Errors::add(Span span, std::string message, std::string help) {
  found_.insert({source_.where(span), std::move(message), std::move(help)});
}

void Errors::add_whole(std::string message, std::string help) {
  add({0, 0}, std::move(message), std::move(help));
}

Diagnostics Errors::take() const {
  Diagnostics diagnostics;
  for (const Found& found : found_) {
    if (diagnostics.list.size() == kMaxDiagnostics) {
      ++diagnostics.more;
      continue;
    }
    diagnostics.list.push_back({source_.name(), found.where, found.message, found.help,
                                std::string(source_.line(found.where.line))});
  }
  return diagnostics;
}

}  // namespace epcheck::scenario
