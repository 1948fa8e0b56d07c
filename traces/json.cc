// SPDX-License-Identifier: MIT
#include "traces/json.h"

#include <nlohmann/json.hpp>

namespace epcheck {
namespace {

using Json = nlohmann::ordered_json;

// Bytes that are no UTF-8 become U+FFFD.
std::string dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json schedule(const Trace& trace) {
  Json result = Json::array();
  for (const TraceDecision& decision : trace.schedule)
    result.push_back(Json::array({decision.thread, decision.choice}));
  return result;
}

Json header(const Trace& trace) {
  return {
      {"format", "epcheck-trace"},        {"version", kTraceVersion}, {"scenario", trace.scenario},
      {"variant", trace.variant},         {"kernel", trace.kernel},   {"memory", trace.memory},
      {"property", trace.property},       {"message", trace.message}, {"schedule", schedule(trace)},
      {"preemptions", trace.preemptions}, {"states", trace.states}};
}

Json thread(const TraceThread& thread) {
  return {{"id", thread.id},
          {"name", thread.name},
          {"kind", thread.kind == ThreadKind::interrupt ? "interrupt" : "thread"}};
}

// What a step does not have is left out, so that notes and operations stay short.
Json step(const TraceStep& step) {
  Json result{{"decision", step.decision}, {"thread", step.thread}, {"kind", step.kind}};
  if (!step.note_kind.empty()) result["note"] = step.note_kind;
  if (!step.text.empty()) result["text"] = step.text;
  if (!step.wakes.empty()) result["wakes"] = step.wakes;
  if (!step.object.empty()) result["object"] = step.object;
  if (step.object_id != 0) result["object_id"] = step.object_id;
  if (step.value) result["value"] = *step.value;
  if (step.written) result["written"] = *step.written;
  if (step.reads_from) result["reads_from"] = *step.reads_from;
  if (step.behind != 0) result["behind"] = step.behind;
  if (!step.function.empty()) result["function"] = step.function;
  if (!step.file.empty()) result["file"] = step.file;
  if (step.line != 0) result["line"] = step.line;
  return result;
}

Json position(const TracePosition& position) {
  Json result{{"step", position.step}, {"decision", position.decision}, {"thread", nullptr}};
  if (position.thread) result["thread"] = *position.thread;
  return result;
}

template <class Items, class ToJson>
std::string lines(const Items& items, ToJson to_json) {
  std::string result;
  for (const auto& item : items)
    result += (result.empty() ? "\n    " : ",\n    ") + dump(to_json(item));
  return result.empty() ? "[]" : "[" + result + "\n  ]";
}

}  // namespace

std::string write_json(const Trace& trace) {
  std::string out = "{\n";
  Json fields = header(trace);
  for (const auto& [key, value] : fields.items())
    out += "  \"" + key + "\": " + dump(value) + ",\n";
  out += "  \"threads\": " + lines(trace.threads, thread) + ",\n";
  out += "  \"steps\": " + lines(trace.steps, step) + ",\n";
  out += "  \"violation\": " + dump(position(trace.violation)) + ",\n";
  out += "  \"final_state\": " + lines(trace.final_state, [](const auto& s) { return Json(s); });
  return out + "\n}\n";
}

}  // namespace epcheck
