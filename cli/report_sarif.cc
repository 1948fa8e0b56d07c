// SPDX-License-Identifier: MIT
// SARIF 2.1.0: a result for each violation that is not expected, and for each case whose verdict is
// not what the scenario expects or is not known. Violations that are expected are no results: every
// viewer would show them as problems. The trace is a code flow with a thread flow for each thread;
// executionOrder is the order between them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/judgement.h"
#include "cli/property_text.h"
#include "cli/report.h"
#include "traces/explain.h"
#include "traces/letters.h"
#include "traces/story.h"

namespace epcheck::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What is no property can be wrong with a case too.
struct Other {
  const char* id;
  const char* text;
};
constexpr Other kOthers[] = {
    {"expectation", "The verdict differs from what the scenario expects."},
    {"incomplete", "A bound was hit before the verdict was known."},
    {"nondeterministic", "The program did different things under one schedule."}};

/// A path as a URI reference; an absolute one is one of this machine.
std::string uri(const std::string& path) {
  std::string text = std::filesystem::path(path).lexically_normal().generic_string();
  std::string result = text.starts_with('/') ? "file://" : "";
  for (char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) ||
        std::string_view("-._~/").find(c) != std::string_view::npos)
      result += c;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return result;
}

Json place(const std::string& file, const char* base, unsigned line) {
  Json artifact = {{"uri", uri(file)}};
  if (!file.starts_with('/')) artifact["uriBaseId"] = base;
  Json made = {{"artifactLocation", std::move(artifact)}};
  if (line > 0) made["region"] = {{"startLine", line}};
  return {{"physicalLocation", std::move(made)}};
}

Json place_of(const Case& of) { return place(of.path, "SRCROOT", of.line); }

/// Where the moment is in the sources of the model; in the scenario if it is in none.
Json place_of(const Case& of, const Trace& trace, const Moment& moment) {
  for (auto step = moment.steps.rbegin(); step != moment.steps.rend(); ++step)
    if (*step < trace.steps.size() && !trace.steps[*step].file.empty())
      return place(trace.steps[*step].file, "EPCHECK", trace.steps[*step].line);
  return place_of(of);
}

Json code_flow(const Case& of, const Trace& trace) {
  std::vector<Moment> shown = moments(trace);
  Json threads = Json::array();
  for (const TraceThread& thread : trace.threads) {
    Json locations = Json::array();
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (shown[i].thread != thread.id) continue;
      Json location = place_of(of, trace, shown[i]);
      location["message"]["text"] = shown[i].text;
      locations.push_back(
          {{"location", std::move(location)},
           {"executionOrder", i + 1},
           {"importance", shown[i].kind == "violation" ? "essential" : "important"}});
    }
    if (!locations.empty())
      threads.push_back(
          {{"id", thread_name(trace, thread.id)}, {"locations", std::move(locations)}});
  }
  return threads.empty() ? Json() : Json{{"threadFlows", std::move(threads)}};
}

std::string message(const Trace& trace, const std::string& replay) {
  std::string text = headline(trace) + ". " + sentence(trace);
  for (const std::string& why : explain(trace, true)) text += " " + why;
  return replay.empty() ? text : text + "\n\n" + replay;
}

/// The same as long as the case and what is wrong with it are, whatever becomes of lines, of the
/// schedule and of other cases.
std::string fingerprint(const Case& of, const std::string& rule) {
  std::string text;
  for (const std::string& part : {of.scenario, of.variant, of.kernel, of.memory, rule})
    text += part + '\0';
  return hash_of(text);
}

Json result(const Case& of, const std::string& rule, const char* level, const std::string& text) {
  return {{"ruleId", rule},
          {"level", level},
          {"message", {{"text", text}}},
          {"locations", Json::array({place_of(of)})},
          {"partialFingerprints", {{"epcheckCase/v1", fingerprint(of, rule)}}},
          {"properties", {{"case", full_name(of)}, {"kernel", of.kernel}, {"memory", of.memory}}}};
}

Json rule(const std::string& id, const std::string& summary, const std::string& text) {
  Json made = {{"id", id}, {"shortDescription", {{"text", summary}}}};
  if (!text.empty()) made["help"] = {{"text", text}, {"markdown", text}};
  return made;
}

class SarifReport : public Report {
 public:
  explicit SarifReport(const Planned& planned) : cases_(planned.cases.size()) {}

  void add(const Finding& finding) override {
    ++done_;
    if (as_expected(finding)) return;
    const Case& of = finding.of;
    if (!finding.deterministic) return put(of, "nondeterministic", "error", complaint(finding));
    std::size_t before = results_.size();
    for (std::size_t i = 0; i < finding.failures.size(); ++i) {
      const Trace& trace = finding.failures[i];
      if (is_expected(of, trace.property)) continue;
      Json made = result(of, trace.property, "error", message(trace, replay_of(finding, i)));
      if (Json flow = code_flow(of, trace); !flow.is_null()) made["codeFlows"] = {flow};
      results_.push_back(std::move(made));
    }
    std::size_t told = results_.size() - before;
    if (differs(finding) && finding.differences.size() > told)
      put(of, "expectation", "error", complaint(finding));
    else if (!differs(finding))
      put(of, "incomplete", "warning", complaint(finding));
  }

  std::string text(bool finished) const override {
    Json invocation = {{"executionSuccessful", finished}};
    if (!finished)
      invocation["toolExecutionNotifications"] = {
          {{"level", "error"},
           {"message", {{"text", fmt::format("ended after {} of {} cases", done_, cases_)}}}}};
    Json driver = {{"name", "epcheck"}, {"version", EPCHECK_VERSION}, {"rules", rules()}};
    Json run = {{"tool", {{"driver", std::move(driver)}}},
                {"invocations", Json::array({std::move(invocation)})},
                {"columnKind", "unicodeCodePoints"},
                {"originalUriBaseIds",
                 {{"SRCROOT", {{"description", {{"text", "Where epcheck was started."}}}}},
                  {"EPCHECK", {{"description", {{"text", "The sources of epcheck."}}}}}}},
                {"results", results_}};
    Json log = {
        {"$schema", kSchema}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}};
    return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }

 private:
  void put(const Case& of, const char* rule, const char* level, const std::string& text) {
    results_.push_back(result(of, rule, level, text));
  }

  static Json rules() {
    Json all = Json::array();
    for (const PropertyText& property : property_texts())
      all.push_back(rule(property.name, property.summary, property.text));
    for (const Other& other : kOthers) all.push_back(rule(other.id, other.text, ""));
    return all;
  }

  std::size_t cases_;
  std::size_t done_ = 0;
  Json results_ = Json::array();
};

}  // namespace

std::unique_ptr<Report> make_sarif_report(const Planned& planned) {
  return std::make_unique<SarifReport>(planned);
}

}  // namespace epcheck::cli
