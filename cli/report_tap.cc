// SPDX-License-Identifier: MIT
// TAP 14: the plan first, a test point for each case, and a YAML block with what went wrong. A run
// that was ended bails out. Strings in YAML are written as JSON, which is YAML.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/judgement.h"
#include "cli/report.h"

namespace epcheck::cli {
namespace {

std::string description(const Case& of) {
  std::string text;
  for (char c : full_name(of)) {
    if (c == '#' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

class TapReport : public Report {
 public:
  explicit TapReport(std::size_t cases) : cases_(cases) {}

  void add(const Finding& finding) override {
    ++done_;
    points_ += fmt::format("{}ok {} - {}\n", as_expected(finding) ? "" : "not ", done_,
                           description(finding.of));
    if (as_expected(finding)) return;
    points_ += fmt::format("  ---\n  message: {}\n  verdict: {}\n",
                           quoted(complaint_and_replays(finding)), verdict(finding));
    if (std::string traces = unexpected_traces(finding); !traces.empty()) {
      points_ += "  trace: |2\n    ";  // two more than the key has
      for (char c : traces) points_ += c == '\n' ? std::string("\n    ") : std::string(1, c);
      points_.erase(points_.size() - 4);
    }
    points_ += "  ...\n";
  }

  std::string text(bool finished) const override {
    std::string end =
        finished ? "" : fmt::format("Bail out! ended after {} of {} cases\n", done_, cases_);
    return fmt::format("TAP version 14\n1..{}\n{}{}", cases_, points_, end);
  }

 private:
  std::size_t cases_;
  std::size_t done_ = 0;
  std::string points_;
};

}  // namespace

std::unique_ptr<Report> make_tap_report(const Planned& planned) {
  return std::make_unique<TapReport>(planned.cases.size());
}

}  // namespace epcheck::cli
