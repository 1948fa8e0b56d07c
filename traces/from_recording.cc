// SPDX-License-Identifier: MIT
#include "traces/from_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

namespace epcheck {
namespace {

const char* name_of(OpKind kind) {
  switch (kind) {
    case OpKind::none:
      return "none";
    case OpKind::begin:
      return "begin";
    case OpKind::load:
      return "load";
    case OpKind::store:
      return "store";
    case OpKind::exchange:
      return "exchange";
    case OpKind::cas:
      return "cas";
    case OpKind::fetch_add:
      return "fetch_add";
    case OpKind::fetch_and:
      return "fetch_and";
    case OpKind::fetch_or:
      return "fetch_or";
    case OpKind::fetch_xor:
      return "fetch_xor";
    case OpKind::fence:
      return "fence";
    case OpKind::lock:
      return "lock";
    case OpKind::lock_shared:
      return "lock_shared";
    case OpKind::try_lock:
      return "try_lock";
    case OpKind::try_lock_shared:
      return "try_lock_shared";
    case OpKind::unlock:
      return "unlock";
    case OpKind::unlock_shared:
      return "unlock_shared";
    case OpKind::wait:
      return "wait";
    case OpKind::choose:
      return "choose";
    case OpKind::spawn:
      return "spawn";
    case OpKind::ghost:
      return "ghost";
    case OpKind::alloc:
      return "alloc";
    case OpKind::free:
      return "free";
    case OpKind::touch:
      return "touch";
    case OpKind::report:
      return "report";
    case OpKind::outcome:
      return "outcome";
    case OpKind::finish:
      return "finish";
    case OpKind::drain:
      return "drain";
  }
  return "unknown";
}

bool is_read(OpKind kind) {
  return kind >= OpKind::load && kind <= OpKind::fetch_xor && kind != OpKind::store;
}
bool is_write(OpKind kind) {
  return (kind >= OpKind::store && kind <= OpKind::fetch_xor) || kind == OpKind::drain;
}

// Whether the operation is about the memory at its address.
bool has_object(OpKind kind) {
  return (kind >= OpKind::load && kind <= OpKind::unlock_shared && kind != OpKind::fence) ||
         kind == OpKind::alloc || kind == OpKind::free || kind == OpKind::drain;
}

bool has_value(OpKind kind) {
  return is_read(kind) || kind == OpKind::try_lock || kind == OpKind::try_lock_shared ||
         kind == OpKind::wait || kind == OpKind::choose;
}

// The event has the operand; the trace has what memory holds afterwards.
std::uint64_t written(const OpEvent& event) {
  std::uint64_t word = event.written;
  switch (event.code.kind) {
    case OpKind::fetch_add:
      word += event.value;
      break;
    case OpKind::fetch_and:
      word &= event.value;
      break;
    case OpKind::fetch_or:
      word |= event.value;
      break;
    case OpKind::fetch_xor:
      word ^= event.value;
      break;
    default:
      break;
  }
  unsigned bits = event.code.size * 8u;
  return bits == 0 || bits >= 64 ? word : word & ((std::uint64_t{1} << bits) - 1);
}

// Paths are taken from the root of the sources, wherever the build found them.
std::string from_root(const std::string& file) {
  constexpr std::string_view kThisFile = "traces/from_recording.cc";
  std::string_view root = __FILE__;
  root.remove_suffix(std::min(root.size(), kThisFile.size()));
  return file.starts_with(root) ? file.substr(root.size()) : file;
}

// "epcheck::list_next(epcheck::ListHead const*)" is list_next. Lambdas stay as they are.
std::string short_name(std::string name) {
  if (name.find('{') != name.npos || name.find("operator") != name.npos) return name;
  for (std::string_view space : {"(anonymous namespace)::", "epcheck::"})
    for (std::size_t at = name.find(space); at != name.npos; at = name.find(space))
      name.erase(at, space.size());
  return name.substr(0, name.find('('));
}

bool has_word(std::string_view text, std::string_view word) {
  auto in_word = [&](std::size_t at) {
    return at < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[at])) || text[at] == '_');
  };
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1))
    if ((at == 0 || !in_word(at - 1)) && !in_word(at + word.size())) return true;
  return false;
}

}  // namespace

TraceBuilder::TraceBuilder(Trace header, const Violation& violation) : trace_(std::move(header)) {
  trace_.property = violation.property;
  trace_.message = violation.message;
  trace_.preemptions = violation.preemptions;
  for (const Decision& decision : violation.schedule)
    trace_.schedule.push_back({decision.thread, decision.choice});
}

void TraceBuilder::on_thread(unsigned thread, std::string_view name) {
  bool interrupt = name.starts_with("softirq ") || name.starts_with("hardirq ");
  trace_.threads.push_back(
      {thread, std::string(name), interrupt ? ThreadKind::interrupt : ThreadKind::thread});
}

void TraceBuilder::on_op(const OpEvent& event) {
  attempt_.reset();
  TraceStep step = step_of(event);
  if (has_value(event.code.kind)) step.value = event.value;
  follow_blocks(event, step);
  if (has_object(event.code.kind)) follow_memory(event, step);
  step.behind = event.behind;
  follow_locks(event, step);
  trace_.steps.push_back(std::move(step));
}

void TraceBuilder::on_attempt(const OpEvent& event) { attempt_ = event; }

TraceStep TraceBuilder::step_of(const OpEvent& event) const {
  TraceStep step;
  step.decision = event.decision;
  step.thread = event.thread;
  step.kind = name_of(event.code.kind);
  step.function = short_name(event.where.function);
  step.file = from_root(event.where.file);
  step.line = event.where.line;
  return step;
}

TraceBuilder::Memory& TraceBuilder::memory_of(const OpEvent& event) {
  Memory& memory = memory_[event.address];
  if (memory.id == 0) memory.id = static_cast<unsigned>(memory_.size());
  if (memory.name.empty()) memory.name = event.object;
  return memory;
}

void TraceBuilder::follow_blocks(const OpEvent& event, TraceStep& step) {
  if (event.code.kind == OpKind::alloc) {
    // "Epitem* make<Epitem, ...>"
    std::string type = step.function.substr(0, step.function.find('*'));
    bool is_type = type.size() < step.function.size() && type.find(' ') == type.npos;
    blocks_[reinterpret_cast<const void*>(event.value)] = {event.written, is_type ? type : "", {}};
  }
  if (event.code.kind != OpKind::free) return;
  if (Block* block = block_of(event.address)) {
    block->freed = trace_.steps.size();
    step.object = name_of_block(event.address, *block);
  }
}

TraceBuilder::Block* TraceBuilder::block_of(const void* address) {
  auto next = blocks_.upper_bound(address);
  if (next == blocks_.begin()) return nullptr;
  auto& [begin, block] = *std::prev(next);
  auto offset = static_cast<const char*>(address) - static_cast<const char*>(begin);
  return static_cast<std::uint64_t>(offset) < block.bytes ? &block : nullptr;
}

// "ep[a]" if "ep[a].rdllink" lies in it, otherwise its type.
std::string TraceBuilder::name_of_block(const void* begin, const Block& block) const {
  const void* end = static_cast<const char*>(begin) + block.bytes;
  for (auto memory = memory_.lower_bound(begin);
       memory != memory_.end() && std::less<>()(memory->first, end); ++memory) {
    const std::string& name = memory->second.name;
    if (std::size_t dot = name.rfind('.'); dot != name.npos) return name.substr(0, dot);
  }
  return block.type;
}

void TraceBuilder::show_attempt() {
  TraceStep step = step_of(*attempt_);
  if (has_object(attempt_->code.kind)) {
    step.object_id = memory_of(*attempt_).id;
    step.object = attempt_->object;
  }
  if (auto held = held_.find(step.thread); held != held_.end()) step.holds = held->second;
  if (Block* block = block_of(attempt_->address)) trace_.violation.freed = block->freed;
  trace_.steps.push_back(std::move(step));
}

void TraceBuilder::follow_memory(const OpEvent& event, TraceStep& step) {
  Memory& memory = memory_of(event);
  if (step.object.empty()) step.object = event.object;
  step.object_id = memory.id;
  if (is_read(event.code.kind)) {
    // Whether a cas stored shows only in what is read later; a store that is in a buffer, or that
    // others may read around, is no source either. The latest that wrote this value is.
    auto source = std::find_if(memory.writes.rbegin(), memory.writes.rend(), [&](std::size_t i) {
      return trace_.steps[i].written == event.value;
    });
    if (source != memory.writes.rend()) step.reads_from = *source;
  }
  if (is_write(event.code.kind)) {
    step.written = written(event);
    memory.writes.push_back(trace_.steps.size());
  }
}

void TraceBuilder::follow_locks(const OpEvent& event, TraceStep& step) {
  std::vector<std::string>& held = held_[event.thread];
  std::string name = event.object.empty() ? fmt::format("#{}", step.object_id) : event.object;
  switch (event.code.kind) {
    case OpKind::try_lock:
    case OpKind::try_lock_shared:
      if (event.value == 0) break;
      [[fallthrough]];
    case OpKind::lock:
    case OpKind::lock_shared:
      held.push_back(name);
      break;
    case OpKind::unlock:
    case OpKind::unlock_shared:
      if (auto last = std::find(held.rbegin(), held.rend(), name); last != held.rend())
        held.erase(std::next(last).base());
      break;
    default:
      break;
  }
  step.holds = held;
}

void TraceBuilder::on_change(std::string_view what, std::string_view value) {
  if (trace_.steps.empty()) return;
  trace_.steps.back().changes.push_back({std::string(what), std::string(value)});
}

// Numbers that are addresses of memory that has a name, or that the steps access. All ones is what
// the kernel writes for a pointer to nothing that is no null (EP_UNACTIVE_PTR).
void TraceBuilder::name_pointers() {
  auto name = [&](const std::optional<std::uint64_t>& value) -> std::string {
    if (!value || *value == 0) return "";
    if (*value == ~std::uint64_t{0}) return "-1";
    auto memory = memory_.find(reinterpret_cast<const void*>(*value));
    if (memory == memory_.end()) return "";
    return "&" + (memory->second.name.empty() ? fmt::format("#{}", memory->second.id)
                                              : memory->second.name);
  };
  for (TraceStep& step : trace_.steps) {
    step.value_name = name(step.value);
    step.written_name = name(step.written);
  }
}

void TraceBuilder::on_note(std::size_t decision, unsigned thread, std::string_view kind,
                           std::string_view text, std::string_view function) {
  if (kind == "state" && decision >= trace_.schedule.size()) {
    trace_.final_state.emplace_back(text);
    return;
  }
  TraceStep step;
  step.decision = decision;
  step.thread = thread;
  step.function = function;
  step.kind = "note";
  step.note_kind = kind;
  step.text = text;
  if (auto held = held_.find(thread); held != held_.end()) step.holds = held->second;
  // "timer of W0 expires" and "W0 runs already" wake nobody.
  std::size_t wakes = kind == "wake" ? text.find("wakes ") : text.npos;
  if (wakes != text.npos) step.wakes = named_threads(text.substr(wakes), thread);
  trace_.steps.push_back(std::move(step));
}

void TraceBuilder::on_violation(std::size_t decision, unsigned thread, std::string_view property,
                                std::string_view message) {
  if (property != trace_.property) {
    if (knows(thread) && others_.emplace(property).second)
      on_note(decision, thread, "property",
              "also " + std::string(property) + ": " + std::string(message), "");
    return;
  }
  if (violated_) return;
  violated_ = true;
  if (attempt_) show_attempt();
  trace_.violation.step = trace_.steps.size();
  trace_.violation.decision = decision;
  if (knows(thread) && decision < trace_.schedule.size()) trace_.violation.thread = thread;
}

Trace TraceBuilder::take() {
  name_pointers();
  TracePosition& position = trace_.violation;
  if (!violated_) position = {trace_.steps.size(), trace_.schedule.size(), {}, {}};
  // A note tells what the operation before it did, so the one that broke the property includes it.
  auto belongs = [&](const TraceStep& step) {
    return step.kind == "note" && step.thread == position.thread &&
           step.decision == position.decision;
  };
  while (position.step < trace_.steps.size() && belongs(trace_.steps[position.step]))
    ++position.step;
  // A property of the end state counts what happened until then; others are broken for good.
  trace_.steps.resize(position.step);
  return std::move(trace_);
}

bool TraceBuilder::knows(unsigned thread) const {
  return std::any_of(trace_.threads.begin(), trace_.threads.end(),
                     [thread](const TraceThread& known) { return known.id == thread; });
}

std::vector<unsigned> TraceBuilder::named_threads(std::string_view text, unsigned but) const {
  std::vector<unsigned> result;
  for (const TraceThread& thread : trace_.threads)
    if (thread.id != but && !thread.name.empty() && has_word(text, thread.name))
      result.push_back(thread.id);
  return result;
}

}  // namespace epcheck
