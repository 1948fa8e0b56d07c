// SPDX-License-Identifier: MIT
// JUnit's XML as Jenkins and the schema of Ant's task know it: a suite for each scenario file, a
// test case for each case. What differs is a failure; what is not known is an error, and so is what
// was not run, for a missing test would be taken for a passed one.
#include <fmt/format.h>

#include "cli/judgement.h"
#include "cli/report.h"
#include "traces/letters.h"

namespace epcheck::cli {
namespace {

/// For text and for attributes in double quotes; line ends in attributes become references.
/// REQUIRES: printable, but for line ends: XML has no way to write other control characters.
std::string xml(const std::string& text, bool attribute = true) {
  std::string result;
  for (char c : text) switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\n':
        result += attribute ? "&#10;" : "\n";
        break;
      default:
        result += c;
    }
  return result;
}

struct Suite {
  const Case* first = nullptr;
  std::size_t tests = 0, failures = 0, errors = 0;
  double seconds = 0;
  std::string cases;
};

class JunitReport : public Report {
 public:
  explicit JunitReport(const Planned& planned) : planned_(planned) {}

  void add(const Finding& finding) override { findings_.push_back(summarise(finding)); }

  std::string text(bool) const override {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
    Suite suite;
    std::size_t id = 0;
    for (std::size_t i = 0; i < planned_.cases.size(); ++i) {
      const Case& of = planned_.cases[i];
      if (suite.first != nullptr && suite.first->path != of.path) {
        text += whole(suite, id++);
        suite = {};
      }
      if (suite.first == nullptr) suite.first = &of;
      add_case(of, i < findings_.size() ? findings_[i] : kNotRun, suite);
    }
    if (suite.first != nullptr) text += whole(suite, id);
    return text + "</testsuites>\n";
  }

 private:
  enum class Kind { passed, failed, unknown };
  struct Summary {
    Kind kind;
    double seconds;
    std::string element;  // what stands inside of the test case
  };

  static Summary summarise(const Finding& finding) {
    if (as_expected(finding)) return {Kind::passed, finding.seconds, ""};
    bool failed = differs(finding);
    const char* tag = failed ? "failure" : "error";
    return {
        failed ? Kind::failed : Kind::unknown, finding.seconds,
        fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", tag, verdict(finding),
                    xml(complaint_and_replays(finding)), xml(unexpected_traces(finding), false))};
  }

  static void add_case(const Case& of, const Summary& summary, Suite& suite) {
    ++suite.tests;
    suite.failures += summary.kind == Kind::failed;
    suite.errors += summary.kind == Kind::unknown;
    suite.seconds += summary.seconds;
    std::string head =
        fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"",
                    xml(printable(of.scenario)), xml(full_name(of)), summary.seconds);
    suite.cases += summary.element.empty() ? head + "/>\n"
                                           : head + ">\n" + summary.element + "    </testcase>\n";
  }

  std::string whole(const Suite& suite, std::size_t id) const {
    return fmt::format(
        "  <testsuite name=\"{}\" package=\"epcheck\" id=\"{}\" timestamp=\"{}\" "
        "hostname=\"localhost\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n"
        "    <properties/>\n{}    <system-out/>\n    <system-err/>\n  </testsuite>\n",
        xml(printable(suite.first->scenario)), id, planned_.started, suite.tests, suite.failures,
        suite.errors, suite.seconds, suite.cases);
  }

  static const Summary kNotRun;
  Planned planned_;
  std::vector<Summary> findings_;
};

const JunitReport::Summary JunitReport::kNotRun{
    Kind::unknown, 0,
    "      <error type=\"not-run\" message=\"the run was ended before this case\"/>\n"};

}  // namespace

std::unique_ptr<Report> make_junit_report(const Planned& planned) {
  return std::make_unique<JunitReport>(planned);
}

}  // namespace epcheck::cli
