// SPDX-License-Identifier: MIT
#include "traces/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "traces/letters.h"

namespace epcheck {
namespace {

bool is_note(const TraceStep& step) { return step.kind == "note"; }

// Whether the text says by itself which function or actor it is about: "ep_poll: ...",
// "epoll_wait = 1", "accept(lst)".
bool names_actor(std::string_view text) {
  std::size_t end = 0;
  auto in_name = [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '#' || c == '.' || c == '-';
  };
  while (end < text.size() && in_name(text[end])) ++end;
  std::string_view rest = text.substr(end);
  return end > 0 && (rest.starts_with(':') || rest.starts_with('(') || rest.starts_with(" = "));
}

std::string note_text(const TraceStep& step) {
  std::string text = printable(step.text);
  if (step.function.empty() || names_actor(text)) return text;
  return printable(step.function) + ": " + text;
}

std::string op_text(const TraceStep& step) {
  std::string text = step.kind;
  if (!step.object.empty())
    text += " " + step.object;
  else if (step.object_id != 0)
    text += fmt::format(" #{}", step.object_id);
  if (step.value && step.written)
    text += fmt::format(": {} -> {}", *step.value, *step.written);
  else if (step.value)
    text += fmt::format(": {}", *step.value);
  else if (step.written)
    text += fmt::format(" = {}", *step.written);
  return printable(text);
}

std::string count_of(std::size_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

std::vector<Moment> moments(const Trace& trace) {
  std::size_t end = std::min(trace.violation.step, trace.steps.size());
  auto first = trace.steps.begin();
  bool has_notes = std::any_of(first, first + end, is_note);
  std::vector<Moment> result;
  std::map<unsigned, std::vector<std::size_t>> behind;  // operations since the thread's last moment
  for (std::size_t i = 0; i < end; ++i) {
    const TraceStep& step = trace.steps[i];
    behind[step.thread].push_back(i);
    if (has_notes && !is_note(step)) continue;
    result.push_back({step.thread,
                      is_note(step) ? step.note_kind : "op",
                      is_note(step) ? note_text(step) : op_text(step),
                      {}});
    result.back().steps.swap(behind[step.thread]);
  }
  if (trace.violation.thread)
    result.push_back({*trace.violation.thread, "violation",
                      "** " + printable(trace.property) + " **",
                      std::move(behind[*trace.violation.thread])});
  return result;
}

std::string thread_name(const Trace& trace, unsigned thread) {
  for (const TraceThread& candidate : trace.threads)
    if (candidate.id == thread && !candidate.name.empty()) return printable(candidate.name);
  return fmt::format("T{}", thread);
}

std::string headline(const Trace& trace) {
  std::string name = trace.scenario;
  if (trace.variant.starts_with(trace.scenario))
    name = trace.variant;  // exclusive, exclusive-et-one
  else if (!trace.variant.empty())
    name += "-" + trace.variant;
  return printable(fmt::format(
      "{} (kernel {}, {}): {} after {}, {}", name, trace.kernel, trace.memory, trace.property,
      count_of(trace.schedule.size(), "step"), count_of(trace.preemptions, "preemption")));
}

std::string sentence(const Trace& trace) {
  if (!trace.final_state.empty()) return printable(join(trace.final_state, "; "));
  if (!trace.violation.thread) return "No thread can go on.";
  std::string place;
  for (std::size_t i = std::min(trace.violation.step, trace.steps.size()); i-- > 0;) {
    const TraceStep& step = trace.steps[i];
    if (step.thread != *trace.violation.thread) continue;
    if (!step.function.empty()) place += ", in " + step.function;
    if (!step.file.empty()) place += fmt::format(" ({}:{})", step.file, step.line);
    break;
  }
  return printable("Found in " + thread_name(trace, *trace.violation.thread) + place + ".");
}

}  // namespace epcheck
