// SPDX-License-Identifier: MIT
// Workflow commands of GitHub: an error for each case that differs, a warning for each that is
// undecided, at the line of the variant. Nothing for what is as expected.
#include <fmt/format.h>

#include "cli/judgement.h"
#include "cli/report.h"

namespace epcheck::cli {
namespace {

/// Of the text after "::"; with `more`, those that would end a value before it too.
std::string escaped(const std::string& text, const char* more = "") {
  std::string result;
  for (char c : text)
    if (std::string_view("%\r\n").find(c) != std::string_view::npos ||
        std::string_view(more).find(c) != std::string_view::npos)
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      result += c;
  return result;
}

std::string value(const std::string& text) { return escaped(text, ":,"); }

class GithubReport : public Report {
 public:
  explicit GithubReport(std::size_t cases) : cases_(cases) {}

  void add(const Finding& finding) override {
    ++done_;
    if (as_expected(finding)) return;
    const Case& of = finding.of;
    bool undecided = finding.deterministic && !differs(finding);
    std::string line = of.line > 0 ? fmt::format(",line={}", of.line) : "";
    std::string message = complaint(finding);
    if (std::string traces = unexpected_traces(finding); !traces.empty())
      message += "\n\n" + traces;
    commands_ += fmt::format("::{} file={}{},title={}::{}\n", undecided ? "warning" : "error",
                             value(of.path), line, value(full_name(of)), escaped(message));
  }

  std::string text(bool finished) const override {
    if (finished) return commands_;
    return commands_ +
           fmt::format("::error title=epcheck::ended after {} of {} cases\n", done_, cases_);
  }

 private:
  std::size_t cases_;
  std::size_t done_ = 0;
  std::string commands_;
};

}  // namespace

std::unique_ptr<Report> make_github_report(const Planned& planned) {
  return std::make_unique<GithubReport>(planned.cases.size());
}

}  // namespace epcheck::cli
