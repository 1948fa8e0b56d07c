// SPDX-License-Identifier: MIT
#include "traces/json.h"

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <nlohmann/json.hpp>

#include "traces/json_names.h"

namespace epcheck {
namespace {

using Json = nlohmann::ordered_json;

// Bytes that are no UTF-8 become U+FFFD.
std::string dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json schedule(const std::vector<TraceDecision>& decisions) {
  Json result = Json::array();
  for (const TraceDecision& decision : decisions)
    result.push_back(Json::array({decision.thread, decision.choice}));
  return result;
}

Json header(const Trace& trace) {
  return {{"format", kTraceFormat},
          {"version", kTraceVersion},
          {"scenario", trace.scenario},
          {"variant", trace.variant},
          {"kernel", trace.kernel},
          {"memory", trace.memory},
          {"property", trace.property},
          {"message", trace.message},
          {"schedule", schedule(trace.schedule)},
          {"preemptions", trace.preemptions},
          {"states", trace.states}};
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
  if (!step.value_name.empty()) result["value_name"] = step.value_name;
  if (step.written) result["written"] = *step.written;
  if (!step.written_name.empty()) result["written_name"] = step.written_name;
  if (step.reads_from) result["reads_from"] = *step.reads_from;
  if (step.behind != 0) result["behind"] = step.behind;
  if (!step.holds.empty()) result["holds"] = step.holds;
  for (const TraceChange& change : step.changes)
    result["changes"].push_back({{"what", change.what}, {"value", change.value}});
  if (!step.function.empty()) result["function"] = step.function;
  if (!step.file.empty()) result["file"] = step.file;
  if (step.line != 0) result["line"] = step.line;
  return result;
}

Json position(const TracePosition& position) {
  Json result{{"step", position.step}, {"decision", position.decision}, {"thread", nullptr}};
  if (position.thread) result["thread"] = *position.thread;
  if (position.freed) result["freed"] = *position.freed;
  return result;
}

Json origin(const TraceOrigin& origin) {
  Json result{{"epcheck", origin.epcheck}, {"file", origin.file},     {"text", origin.text},
              {"hash", origin.hash},       {"search", origin.search}, {"learned", origin.learned}};
  if (origin.max_preemptions) result["max_preemptions"] = *origin.max_preemptions;
  return result;
}

template <class Items, class ToJson>
std::string lines(const Items& items, ToJson to_json) {
  std::string result;
  for (const auto& item : items)
    result += (result.empty() ? "\n    " : ",\n    ") + dump(to_json(item));
  return result.empty() ? "[]" : "[" + result + "\n  ]";
}

Json text(const std::string& sentence) { return sentence; }

std::string passing(const Trace& trace) {
  std::string out = "{\"search\": " + dump(name_of(trace.passing_search));
  if (trace.passing) {
    out += ",\n  \"decision\": " + dump(trace.passing->decision);
    out += ",\n  \"schedule\": " + dump(schedule(trace.passing->schedule));
    out += ",\n  \"threads\": " + lines(trace.passing->threads, thread);
    out += ",\n  \"steps\": " + lines(trace.passing->steps, step);
    out += ",\n  \"final_state\": " + lines(trace.passing->final_state, text);
  }
  return out + "}";
}

}  // namespace

std::string hash_of(std::string_view text) {
  XXH128_canonical_t bytes;
  XXH128_canonicalFromHash(&bytes, XXH3_128bits(text.data(), text.size()));
  std::string digits;
  for (unsigned byte : bytes.digest) digits += fmt::format("{:02x}", byte);
  return digits;
}

std::string write_json(const Trace& trace) {
  std::string out = "{\n";
  Json fields = header(trace);
  for (const auto& [key, value] : fields.items())
    out += "  \"" + key + "\": " + dump(value) + ",\n";
  out += "  \"threads\": " + lines(trace.threads, thread) + ",\n";
  out += "  \"steps\": " + lines(trace.steps, step) + ",\n";
  out += "  \"violation\": " + dump(position(trace.violation)) + ",\n";
  out += "  \"final_state\": " + lines(trace.final_state, text);
  if (!trace.origin.epcheck.empty()) out += ",\n  \"origin\": " + dump(origin(trace.origin));
  if (trace.passing_search != PassingSearch::not_searched)
    out += ",\n  \"passing\": " + passing(trace);
  return out + "\n}\n";
}

}  // namespace epcheck
