// SPDX-License-Identifier: MIT
#include "scenarios/program/run.h"

#include <fmt/format.h>

#include <map>
#include <string>

#include "checker/bug.h"
#include "checker/recorder.h"
#include "checker/report.h"
#include "model/kernel_name.h"
#include "model/properties.h"
#include "model/state_text.h"
#include "model/switches.h"
#include "scenarios/loader/users.h"
#include "scenarios/program/compile.h"
#include "scenarios/program/evaluate.h"
#include "scenarios/program/expectation.h"
#include "scenarios/program/world.h"

namespace epcheck::scenario {

namespace {

Checks checks_of(const Variant& variant) {
  Checks checks;
  checks.use_after_free = true;
  for (const Check& check : variant.checks) {
    const std::string& name = check.property;
    if (name == "lost-wakeup") checks.lost_wakeup = true;
    if (name == "stuck-data") checks.stuck_data = true;
    if (name == "deadlock") checks.deadlock = true;
    if (name == "data-split") checks.data_split = true;
    if (name == "reorder") checks.reorder = true;
    if (name == "stale-event") checks.stale_event = true;
    if (name == "herd") checks.herd_max = static_cast<int>(check.max.value_or(0));
    if (name == "busy-loop") checks.busy_loop_max = static_cast<int>(check.max.value_or(0));
  }
  return checks;
}

/// All that an execution needs from outside. `world` is written by each execution anew, always with
/// the same address: memory of the state begins at the same place each time.
struct Session {
  Session(const Variant& variant, const RunOptions& options)
      : program(compile(variant)), checks(checks_of(variant)), engine(options.engine) {
    std::string kernel = options.kernel.empty() ? kernels_of(variant).front() : options.kernel;
    auto parsed = parse_kernel(kernel);
    CHECK(parsed.has_value(), "unknown kernel: the loader or the command let it through");
    protocol = *parsed;
    engine.report_deadlock = false;
    engine.at_end = [this](EndState& end) { judge(end); };
  }

  void start() {
    world = build_world(program, protocol, checks, engine.memory);
    start_threads(world);
  }

  void judge(EndState& end) const {
    judge_end(*world->kernel, end, checks);
    bool all_ended = true;
    for (const BlockedThread& thread : end.blocked) all_ended = all_ended && thread.daemon;
    for (const Observation& property : program.finally)
      if (all_ended && value(property) == 0) report("finally", property.message.c_str());
    for (const Observation& observed : program.observed) end.outcome.push_back(value(observed));
  }

  std::int64_t value(const Observation& observation) const {
    return observe(*world, nullptr, observation.items.data(),
                   static_cast<unsigned>(observation.items.size()));
  }

  Program program;
  Checks checks;
  Options engine;
  Protocol protocol;
  World* world = nullptr;
};

/// Tells a recorder, besides what happens, which values of the state that has changed.
class StateWatcher : public Recorder {
 public:
  StateWatcher(Recorder& recorder, const Session& session)
      : recorder_(recorder), session_(session) {}
  void on_thread(unsigned thread, std::string_view name) override {
    recorder_.on_thread(thread, name);
  }
  void on_op(const OpEvent& event) override {
    recorder_.on_op(event);
    // Until the threads are started, the world is being built.
    watching_ = watching_ || event.code.kind == OpKind::spawn;
    if (watching_) look();
  }
  void on_attempt(const OpEvent& event) override { recorder_.on_attempt(event); }
  void on_note(std::size_t decision, unsigned thread, std::string_view kind, std::string_view text,
               std::string_view function) override {
    recorder_.on_note(decision, thread, kind, text, function);
  }
  void on_violation(std::size_t decision, unsigned thread, std::string_view property,
                    std::string_view message) override {
    recorder_.on_violation(decision, thread, property, message);
  }

 private:
  void look() {
    std::map<std::string, std::string> now;
    auto see = [&](const std::string& what, const std::string& value) {
      now[what] = value;
      if (auto before = known_.find(what); before == known_.end() || before->second != value)
        recorder_.on_change(what, value);
    };
    describe_state(*session_.world->kernel, see);
    const Variant& variant = *session_.program.variant;
    for (std::size_t i = 0; i < variant.vars.size(); ++i)
      see(variant.vars[i].name, fmt::to_string(session_.world->vars[i].peek()));
    for (const auto& [what, value] : known_)
      if (!now.contains(what)) recorder_.on_change(what, "gone");
    known_ = std::move(now);
  }

  Recorder& recorder_;
  const Session& session_;
  bool watching_ = false;
  std::map<std::string, std::string> known_;
};

/// What of the scenario the kernel's model leaves out; null if nothing.
const char* not_modelled(const Variant& variant, const Protocol& protocol) {
  return protocol.ready_llist && uses_wakeup(variant)
             ? "EPOLLWAKEUP is not modelled on a kernel with ready-llist"
             : nullptr;
}

Result unexplored(const char* why) {
  Result result;
  result.verdict = Verdict::incomplete;
  result.complete = false;
  result.note = why;
  return result;
}

}  // namespace

RunResult run(const Variant& variant, const RunOptions& options) {
  Session session(variant, options);
  if (const char* what = not_modelled(variant, session.protocol))
    return compare(variant, unexplored(what));
  Session* s = &session;
  return compare(variant, check([s] { s->start(); }, session.engine));
}

std::size_t record(const Variant& variant, const RunOptions& options, const Schedule& schedule,
                   Recorder& recorder) {
  Session session(variant, options);
  Session* s = &session;
  StateWatcher watcher(recorder, session);
  return replay([s] { s->start(); }, session.engine, schedule, watcher);
}

WayOut way_out(const Variant& variant, const RunOptions& options, const Schedule& failing) {
  Session session(variant, options);
  Session* s = &session;
  return epcheck::way_out([s] { s->start(); }, session.engine, failing);
}

std::vector<std::string> kernels_of(const Variant& variant) {
  std::vector<std::string> names;
  for (const KernelName& kernel : variant.kernels) names.push_back(kernel.name);
  if (names.empty()) names.emplace_back(default_kernel());
  return names;
}

}  // namespace epcheck::scenario
