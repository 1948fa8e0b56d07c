// SPDX-License-Identifier: MIT
// Traces for the tests, told step by step with a verb for each kind of step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "traces/trace.h"

namespace epcheck {

class Story {
 public:
  Story() {
    trace.scenario = "exclusive";
    trace.kernel = "v7.1";
    trace.memory = "sc";
  }

  unsigned thread(const std::string& name, ThreadKind kind = ThreadKind::thread) {
    unsigned id = static_cast<unsigned>(trace.threads.size());
    trace.threads.push_back({id, name, kind});
    return id;
  }

  Story& note(unsigned thread, const std::string& kind, const std::string& text,
              std::vector<unsigned> wakes = {}) {
    TraceStep step = at(thread, "note");
    step.note_kind = kind;
    step.text = text;
    step.wakes = std::move(wakes);
    return add(step);
  }

  Story& store(unsigned thread, const std::string& object, std::uint64_t written) {
    TraceStep step = access(thread, "store", object);
    step.written = written;
    writes_[object] = trace.steps.size();
    return add(step);
  }

  Story& load(unsigned thread, const std::string& object, std::uint64_t value) {
    TraceStep step = access(thread, "load", object);
    step.value = value;
    if (writes_.count(object) != 0) step.reads_from = writes_[object];
    return add(step);
  }

  /// The end state is wrong.
  Trace ends_in(const std::string& property, const std::string& message) {
    trace.property = property;
    trace.message = message;
    trace.violation = {trace.steps.size(), trace.schedule.size(), {}, {}};
    return trace;
  }

  /// The last step of `thread` breaks it.
  Trace breaks(unsigned thread, const std::string& property, const std::string& message) {
    Trace result = ends_in(property, message);
    result.violation.thread = thread;
    return result;
  }

  Trace trace;

 private:
  TraceStep at(unsigned thread, const std::string& kind) {
    if (trace.schedule.empty() || trace.schedule.back().thread != thread || kind == "note")
      trace.schedule.push_back({thread, 0});
    TraceStep step;
    step.decision = trace.schedule.size() - 1;
    step.thread = thread;
    step.kind = kind;
    return step;
  }

  TraceStep access(unsigned thread, const std::string& kind, const std::string& object) {
    TraceStep step = at(thread, kind);
    step.object = object;
    step.object_id = ids_.emplace(object, ids_.size() + 1).first->second;
    step.function = "ep_poll_callback";
    step.file = "model/eventpoll.cc";
    step.line = 42;
    return step;
  }

  Story& add(const TraceStep& step) {
    trace.steps.push_back(step);
    return *this;
  }

  std::map<std::string, std::size_t> writes_;
  std::map<std::string, unsigned> ids_;
};

/// exclusive-et-one: three connections, two workers that each accept one for each edge.
Trace exclusive_et_one();

}  // namespace epcheck
