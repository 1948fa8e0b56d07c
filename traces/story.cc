// SPDX-License-Identifier: MIT
#include "traces/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

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

// Whether the note goes on with what the last moment says: the second thing that one function
// tells, such as what ep_poll_callback queues and whom it wakes.
bool continues(const TraceStep& note, const TraceStep& last) {
  return last.kind == "note" && last.note_kind == "state" && last.thread == note.thread &&
         last.function == note.function && !note.function.empty() &&
         (note.note_kind == "state" || note.note_kind == "wake") && !names_actor(last.text) &&
         !names_actor(note.text);
}

// Whether an operation is shown where there are no notes.
bool tells(const TraceStep& step) { return step.object_id != 0 || step.kind == "choose"; }

// What sees, or leaves, an older value than memory holds is shown always: notes do not explain it.
bool is_shown(const TraceStep& step, bool has_notes) {
  return step.behind != 0 || (has_notes ? is_note(step) : tells(step));
}

// A store that others see late: not before one of them has done something else.
bool is_late(const Trace& trace, std::size_t drain) {
  if (trace.steps[drain].kind != "drain") return false;
  std::size_t before = drain;
  while (before > 0 && trace.steps[before].kind == "drain") --before;
  return trace.steps[before].thread != trace.steps[drain].thread;
}

std::string note_text(const TraceStep& step) {
  std::string text = printable(step.text);
  if (step.function.empty() || names_actor(text)) return text;
  return printable(step.function) + ": " + text;
}

// Addresses are large; as decimal numbers they look like nothing in particular.
std::string word_text(const std::optional<std::uint64_t>& word, const std::string& name) {
  if (!word || !name.empty()) return name;
  return *word >> 44 == 0 ? fmt::to_string(*word) : fmt::format("{:#x}", *word);
}

std::string op_text(const TraceStep& step) {
  std::string text = step.kind == "drain" ? "others see" : step.kind;
  if (!step.object.empty())
    text += " " + step.object;
  else if (step.object_id != 0)
    text += fmt::format(" #{}", step.object_id);
  std::string value = word_text(step.value, step.value_name);
  std::string written = word_text(step.written, step.written_name);
  if (step.value && step.written)
    text += fmt::format(": {} -> {}", value, written);
  else if (step.value)
    text += ": " + value;
  else if (step.written)
    text += " = " + written;
  if (step.behind != 0) text += step.kind == "store" ? " (overwritten)" : " (old)";
  return printable(text);
}

// "ep_free: frees ep".
std::string free_text(const TraceStep& step) {
  std::string what = step.object.empty() ? "memory" : whole_object(step.object);
  return printable((step.function.empty() ? "" : step.function + ": ") + "frees " + what);
}

std::string count_of(std::size_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// The first step of the story. What a program does before it starts its first thread is the set-up.
std::size_t beginning(const Trace& trace) {
  auto spawns = [](const TraceStep& step) { return step.kind == "spawn"; };
  auto first = std::find_if(trace.steps.begin(), trace.steps.end(), spawns);
  return first == trace.steps.end() ? 0 : first - trace.steps.begin();
}

// Those whose last note says that they sleep.
std::vector<std::string> sleepers(const Trace& trace) {
  std::map<unsigned, bool> sleeps;
  for (const TraceStep& step : trace.steps)
    if (is_note(step)) sleeps[step.thread] = step.note_kind == "sleep";
  std::vector<std::string> names;
  for (auto [thread, asleep] : sleeps)
    if (asleep) names.push_back(thread_name(trace, thread));
  return names;
}

}  // namespace

std::vector<Moment> all_moments(const Trace& trace) {
  std::vector<Moment> result;
  std::size_t end = std::min(trace.violation.step, trace.steps.size());
  for (std::size_t i = std::min(beginning(trace), end); i < end; ++i)
    result.push_back({trace.steps[i].thread,
                      is_note(trace.steps[i]) ? trace.steps[i].note_kind : "op",
                      step_text(trace.steps[i]),
                      {i}});
  if (trace.violation.thread)
    result.push_back(
        {*trace.violation.thread, "violation", "** " + printable(trace.property) + " **", {}});
  return result;
}

std::vector<Moment> moments(const Trace& trace) {
  std::size_t end = std::min(trace.violation.step, trace.steps.size());
  std::size_t begin = std::min(beginning(trace), end);
  auto first = trace.steps.begin();
  bool has_notes = std::any_of(first + begin, first + end, is_note);
  std::vector<Moment> result;
  std::map<unsigned, std::vector<std::size_t>> behind;  // operations since the thread's last moment
  const TraceStep* open = nullptr;                      // the only note of the last moment
  for (std::size_t i = 0; i < end; ++i) {
    const TraceStep& step = trace.steps[i];
    behind[step.thread].push_back(i);
    bool frees = trace.violation.freed == i;
    if (i < begin || !(frees || is_shown(step, has_notes) || is_late(trace, i))) continue;
    std::vector<std::size_t> steps = std::exchange(behind[step.thread], {});
    if (open != nullptr && continues(step, *open)) {
      Moment& last = result.back();
      last.kind = step.note_kind;
      last.text += ", " + printable(step.text);
      last.steps.insert(last.steps.end(), steps.begin(), steps.end());
      open = nullptr;
      continue;
    }
    result.push_back({step.thread, is_note(step) ? step.note_kind : "op",
                      frees ? free_text(step) : step_text(step), std::move(steps)});
    open = &step;
  }
  if (trace.violation.thread)
    result.push_back({*trace.violation.thread, "violation",
                      "** " + printable(trace.property) + " **",
                      std::move(behind[*trace.violation.thread])});
  return result;
}

std::string step_text(const TraceStep& step) {
  return is_note(step) ? note_text(step) : op_text(step);
}

std::string place_text(const TraceStep& step) {
  std::string place = step.function;
  if (!place.empty() && !step.file.empty()) place += fmt::format(" ({}:{})", step.file, step.line);
  return printable(place);
}

std::string thread_name(const Trace& trace, unsigned thread) {
  for (const TraceThread& candidate : trace.threads)
    if (candidate.id == thread && !candidate.name.empty()) return printable(candidate.name);
  return fmt::format("T{}", thread);
}

std::string whole_object(const std::string& object) {
  std::size_t plus = object.find_last_of('+');
  bool is_offset = plus != object.npos && plus + 1 < object.size() &&
                   object.find_first_not_of("0123456789", plus + 1) == object.npos;
  return is_offset ? object.substr(0, plus) : object;
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

std::string sentence(const Trace& trace, bool line) {
  if (!trace.final_state.empty()) return printable(join(trace.final_state, "; "));
  if (!trace.violation.thread) {
    std::vector<std::string> names = sleepers(trace);
    if (names.empty()) return "No thread can go on.";
    return join(names, ", ") + (names.size() == 1 ? " sleeps" : " sleep") +
           "; nobody is left to go on.";
  }
  const TraceStep* at = nullptr;  // the thread's last step whose place is known, or a part of it
  for (std::size_t i = 0; i < std::min(trace.violation.step, trace.steps.size()); ++i) {
    const TraceStep& step = trace.steps[i];
    if (step.thread != *trace.violation.thread || step.function.empty()) continue;
    if (at == nullptr || at->file.empty() || !step.file.empty()) at = &step;
  }
  return "Found in " + thread_name(trace, *trace.violation.thread) +
         (at == nullptr ? "" : ", in " + (line ? place_text(*at) : printable(at->function))) + ".";
}

}  // namespace epcheck
