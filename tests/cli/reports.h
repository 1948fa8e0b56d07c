// SPDX-License-Identifier: MIT
// Reports of findings that a test has written down.
#pragma once

#include <string>
#include <vector>

#include "cli/report.h"

namespace epcheck::cli {

/// The report of a run of all these; with `planned`, of a run that was ended before all of those
/// were done.
inline std::string report(ReportFormat format, const std::vector<Finding>& findings,
                          std::vector<Case> planned = {}) {
  bool finished = planned.empty();
  if (finished)
    for (const Finding& finding : findings) planned.push_back(finding.of);
  auto made = make_report(format, {planned, "2026-01-31T12:00:00"});
  for (const Finding& finding : findings) made->add(finding);
  return made->text(finished);
}

/// The trace of a violation of `property`: writer W0 does one thing, at a known place.
inline Trace short_trace(const std::string& property) {
  Trace trace;
  trace.scenario = "pair";
  trace.variant = "lt";
  trace.kernel = "v7.1";
  trace.memory = "sc";
  trace.property = property;
  trace.message = "nobody comes";
  trace.schedule = {{0, 0}};
  trace.threads = {{0, "W0"}};
  TraceStep step;
  step.function = "ep_poll";
  step.file = "model/epoll_wait.cc";
  step.line = 40;
  step.kind = "note";
  step.note_kind = "sleep";
  step.text = "sleeps";
  trace.steps = {step};
  trace.violation.step = 1;
  trace.violation.decision = 1;
  return trace;
}

/// pair-lt with a violation that nobody expects.
inline Finding unexpected(Finding finding, const std::string& property) {
  finding.of.expected.clear();
  finding.of.path = "scenarios/pair, too.yaml";
  finding.of.line = 12;
  finding.violated = {property};
  finding.expectation = scenario::Expectation::differs;
  finding.differences = {property + " failed, not expected"};
  finding.failures = {short_trace(property)};
  return finding;
}

}  // namespace epcheck::cli
