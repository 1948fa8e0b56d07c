// SPDX-License-Identifier: MIT
#include "traces/read_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "traces/json_names.h"
#include "traces/json_tree.h"
#include "traces/letters.h"

namespace epcheck {
namespace {

using Kind = JsonNode::Kind;

/// The first error wins; after it, what is read means nothing.
class Reader {
 public:
  tl::expected<Trace, JsonError> read(const JsonNode& root) {
    Trace trace;
    if (is(root, Kind::object, "a trace")) read_trace(root, trace);
    if (error_) return tl::unexpected(std::move(*error_));
    return trace;
  }

 private:
  void fail(const JsonNode& node, std::string message) {
    if (!error_) error_ = JsonError{node.at, std::move(message)};
  }

  bool is(const JsonNode& node, Kind kind, std::string_view what) {
    JsonNode wanted;
    wanted.kind = kind;
    if (node.kind == Kind::other_number && kind == Kind::number)
      fail(node, fmt::format("{}: expected a whole number that is not negative", what));
    else if (node.kind != kind)
      fail(node,
           fmt::format("{}: expected {}, this is {}", what, wanted.kind_name(), node.kind_name()));
    return node.kind == kind;
  }

  /// The member, or null if it is not there. `needed`: that is an error.
  const JsonNode* member(const JsonNode& object, const char* key, Kind kind, bool needed) {
    const JsonNode* node = object.find(key);
    if (node == nullptr && needed) fail(object, fmt::format("the field `{}` is missing", key));
    if (node == nullptr || !is(*node, kind, fmt::format("`{}`", key))) return nullptr;
    return node;
  }
  std::string string(const JsonNode& object, const char* key, bool needed = false) {
    const JsonNode* node = member(object, key, Kind::string, needed);
    return node == nullptr ? "" : node->text;
  }
  std::optional<std::uint64_t> number(const JsonNode& object, const char* key,
                                      bool needed = false) {
    const JsonNode* node = member(object, key, Kind::number, needed);
    if (node == nullptr) return std::nullopt;
    return node->number;
  }
  unsigned small(const JsonNode& node, std::string_view what) {
    if (!is(node, Kind::number, what)) return 0;
    if (node.number > std::numeric_limits<unsigned>::max())
      fail(node, fmt::format("{}: {} is too large", what, node.number));
    return static_cast<unsigned>(node.number);
  }
  unsigned small(const JsonNode& object, const char* key, bool needed) {
    const JsonNode* node = member(object, key, Kind::number, needed);
    return node == nullptr ? 0 : small(*node, fmt::format("`{}`", key));
  }
  /// Calls `visit` for each item.
  template <class F>
  void each(const JsonNode& object, const char* key, bool needed, F visit) {
    const JsonNode* node = member(object, key, Kind::array, needed);
    if (node == nullptr) return;
    for (const JsonNode& item : node->items)
      if (!error_) visit(item);
  }
  std::vector<std::string> strings(const JsonNode& object, const char* key, bool needed) {
    std::vector<std::string> result;
    each(object, key, needed, [&](const JsonNode& item) {
      if (is(item, Kind::string, fmt::format("`{}`", key))) result.push_back(item.text);
    });
    return result;
  }

  void read_trace(const JsonNode& root, Trace& trace) {
    if (!knows_version(root)) return;
    trace.scenario = string(root, "scenario", true);
    trace.variant = string(root, "variant", true);
    trace.kernel = string(root, "kernel", true);
    trace.memory = string(root, "memory", true);
    trace.property = string(root, "property", true);
    trace.message = string(root, "message", true);
    trace.schedule = schedule(root);
    trace.preemptions = small(root, "preemptions", true);
    trace.states = number(root, "states", true).value_or(0);
    trace.threads = threads(root);
    trace.steps = steps(root, trace.threads);
    trace.violation = violation(root, trace);
    trace.final_state = strings(root, "final_state", true);
    trace.origin = origin(root);
    read_passing(root, trace);
  }

  bool knows_version(const JsonNode& root) {
    const JsonNode* format = member(root, "format", Kind::string, true);
    if (format == nullptr) return false;
    if (format->text != kTraceFormat)
      fail(*format, fmt::format("the format is `{}`, not `{}`: this is no trace of epcheck",
                                printable(format->text), kTraceFormat));
    const JsonNode* version = member(root, "version", Kind::number, true);
    if (version != nullptr && version->number != kTraceVersion)
      fail(*version,
           fmt::format(
               "this is version {} of the format; this epcheck reads version {}: {}",
               version->number, kTraceVersion,
               version->number > kTraceVersion ? "use a newer epcheck" : "write the trace anew"));
    return !error_;
  }

  std::vector<TraceDecision> schedule(const JsonNode& object) {
    std::vector<TraceDecision> result;
    each(object, "schedule", true, [&](const JsonNode& item) {
      if (!is(item, Kind::array, "a decision")) return;
      if (item.items.size() != 2) return fail(item, "a decision: expected [thread, choice]");
      result.push_back({small(item.items[0], "a thread"), small(item.items[1], "a choice")});
    });
    return result;
  }

  std::vector<TraceThread> threads(const JsonNode& object) {
    std::vector<TraceThread> result;
    std::set<unsigned> ids;
    each(object, "threads", true, [&](const JsonNode& item) {
      if (!is(item, Kind::object, "a thread")) return;
      bool interrupt = string(item, "kind", true) == "interrupt";
      result.push_back({small(item, "id", true), string(item, "name", true),
                        interrupt ? ThreadKind::interrupt : ThreadKind::thread});
      if (!ids.insert(result.back().id).second)
        fail(item, fmt::format("two threads have the id {}", result.back().id));
    });
    return result;
  }

  unsigned thread(const JsonNode& node, const std::vector<TraceThread>& threads) {
    unsigned id = small(node, "`thread`");
    if (std::none_of(threads.begin(), threads.end(),
                     [id](const TraceThread& known) { return known.id == id; }))
      fail(node, fmt::format("there is no thread {}", id));
    return id;
  }

  std::vector<TraceStep> steps(const JsonNode& object, const std::vector<TraceThread>& threads) {
    std::vector<TraceStep> result;
    each(object, "steps", true, [&](const JsonNode& item) {
      if (is(item, Kind::object, "a step")) result.push_back(step(item, threads, result.size()));
    });
    return result;
  }

  TraceStep step(const JsonNode& item, const std::vector<TraceThread>& threads, std::size_t index) {
    TraceStep step;
    step.decision = number(item, "decision", true).value_or(0);
    if (const JsonNode* id = member(item, "thread", Kind::number, true))
      step.thread = thread(*id, threads);
    step.kind = string(item, "kind", true);
    step.note_kind = string(item, "note");
    step.text = string(item, "text");
    each(item, "wakes", false,
         [&](const JsonNode& id) { step.wakes.push_back(thread(id, threads)); });
    step.object = string(item, "object");
    step.object_id = small(item, "object_id", false);
    step.value = number(item, "value");
    step.value_name = string(item, "value_name");
    step.written = number(item, "written");
    step.written_name = string(item, "written_name");
    if (const JsonNode* from = member(item, "reads_from", Kind::number, false)) {
      if (from->number >= index) fail(*from, "a step reads from an earlier one only");
      step.reads_from = from->number;
    }
    step.behind = small(item, "behind", false);
    step.holds = strings(item, "holds", false);
    each(item, "changes", false, [&](const JsonNode& change) {
      if (is(change, Kind::object, "a change"))
        step.changes.push_back({string(change, "what", true), string(change, "value", true)});
    });
    step.function = string(item, "function");
    step.file = string(item, "file");
    step.line = small(item, "line", false);
    return step;
  }

  TracePosition violation(const JsonNode& root, const Trace& trace) {
    TracePosition position;
    const JsonNode* node = member(root, "violation", Kind::object, true);
    if (node == nullptr) return position;
    position.step = number(*node, "step", true).value_or(0);
    position.decision = number(*node, "decision", true).value_or(0);
    if (position.step > trace.steps.size() || position.decision > trace.schedule.size())
      fail(*node, "the violation lies beyond the end of the trace");
    const JsonNode* who = node->find("thread");
    if (who == nullptr) fail(*node, "the field `thread` is missing");
    if (who != nullptr && who->kind != Kind::null) position.thread = thread(*who, trace.threads);
    if (const JsonNode* freed = member(*node, "freed", Kind::number, false)) {
      position.freed = number(*node, "freed", true);
      if (position.freed && *position.freed >= position.step)
        fail(*freed, "the memory is freed after the violation");
    }
    return position;
  }

  TraceOrigin origin(const JsonNode& root) {
    TraceOrigin origin;
    const JsonNode* node = member(root, "origin", Kind::object, false);
    if (node == nullptr) return origin;
    origin.epcheck = string(*node, "epcheck");
    origin.file = string(*node, "file");
    origin.text = string(*node, "text");
    origin.hash = string(*node, "hash");
    origin.search = string(*node, "search");
    origin.learned = string(*node, "learned");
    if (node->find("max_preemptions") != nullptr)
      origin.max_preemptions = small(*node, "max_preemptions", true);
    if (const JsonNode* text = node->find("text"); text != nullptr && !error_)
      if (origin.hash != hash_of(origin.text))
        fail(*text, "the text of the scenario is not the one that was checked: its hash differs");
    return origin;
  }

  void read_passing(const JsonNode& root, Trace& trace) {
    const JsonNode* node = member(root, "passing", Kind::object, false);
    if (node == nullptr) return;
    const JsonNode* search = member(*node, "search", Kind::string, true);
    if (search == nullptr) return;
    auto known = passing_search_named(search->text);
    if (!known) return fail(*search, fmt::format("unknown value `{}`", printable(search->text)));
    trace.passing_search = *known;
    if (*known != PassingSearch::found && *known != PassingSearch::nearest) return;
    TracePassing passing;
    passing.decision = number(*node, "decision", true).value_or(0);
    passing.schedule = schedule(*node);
    passing.threads = threads(*node);
    passing.steps = steps(*node, passing.threads);
    passing.final_state = strings(*node, "final_state", true);
    if (passing.decision >= passing.schedule.size() || passing.decision >= trace.schedule.size())
      fail(*node, "`decision` lies beyond the end of a schedule");
    trace.passing = std::move(passing);
  }

  std::optional<JsonError> error_;
};

}  // namespace

tl::expected<Trace, std::string> read_json(const std::string& file, std::string_view text) {
  auto tree = parse_json(text);
  auto trace = tree ? Reader().read(*tree) : tl::unexpected(std::move(tree.error()));
  if (!trace) return tl::unexpected(show_error(file, text, trace.error()));
  return std::move(*trace);
}

}  // namespace epcheck
