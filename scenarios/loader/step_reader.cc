// SPDX-License-Identifier: MIT
#include "scenarios/loader/step_reader.h"

#include <algorithm>
#include <csignal>

#include "scenarios/loader/edit_distance.h"
#include "scenarios/loader/progress.h"
#include "scenarios/loader/signals.h"
#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

/// A step that is a map: how its value is read, and which keys may stand beside its name.
struct StepReader::Rule {
  const char* name;
  Action (StepReader::*read)(const Node& step, const Node& value);
  Words beside;
};

namespace {

constexpr const char* kBare[] = {"exit", "break", "continue"};
constexpr const char* kArrivals[] = {"arrive", "fin", "rst", "expire", "signal"};

template <std::size_t n>
bool contains(const char* const (&words)[n], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

}  // namespace

const StepReader::Rule* StepReader::find_rule(std::string_view name) {
  static const std::vector<Rule> rules = {
      {"wait", &StepReader::wait, {}},
      {"add", &StepReader::add, {}},
      {"mod", &StepReader::mod, {}},
      {"del", &StepReader::del, {}},
      {"poll", &StepReader::poll, {}},
      {"read", &StepReader::read_file, {}},
      {"write", &StepReader::write_file, {}},
      {"accept", &StepReader::accept, {}},
      {"connect", &StepReader::connect, {}},
      {"shutdown", &StepReader::shutdown, {}},
      {"close", &StepReader::close, {}},
      {"dup", &StepReader::dup, {}},
      {"settime", &StepReader::settime, {}},
      {"fork", &StepReader::fork, {}},
      {"kill", &StepReader::kill, {}},
      {"loop", &StepReader::loop, {}},
      {"repeat", &StepReader::repeat, {"do"}},
      {"if", &StepReader::branch, {"then", "else"}},
      {"for", &StepReader::for_each, {"do"}},
      {"await", &StepReader::await, {}},
      {"store", &StepReader::store, {}},
      {"load", &StepReader::load, {}},
      {"xchg", &StepReader::xchg, {}},
      {"cas", &StepReader::cas, {}},
      {"fence", &StepReader::fence, {}},
      {"lock", &StepReader::lock_step, {}},
      {"unlock", &StepReader::unlock_step, {}},
      {"use", &StepReader::use, {}},
      {"free", &StepReader::free_object, {}},
      {"deliver", &StepReader::deliver, {}},
      {"dispatch", &StepReader::dispatch, {}},
      {"assert", &StepReader::assertion, {}},
  };
  for (const Rule& rule : rules)
    if (rule.name == name) return &rule;
  return nullptr;
}

Words StepReader::step_names() {
  return {"wait",   "add",     "mod",      "del",      "poll",    "read",    "write",
          "accept", "connect", "shutdown", "close",    "dup",     "loop",    "repeat",
          "if",     "for",     "await",    "store",    "load",    "xchg",    "cas",
          "fence",  "lock",    "unlock",   "use",      "free",    "deliver", "dispatch",
          "assert", "exit",    "break",    "continue", "settime", "fork",    "kill"};
}

StepReader::StepReader(Reader& reader, const Variant& variant, Thread& thread)
    : reader_(reader), variant_(variant), thread_(thread), scope_(variant, thread.locals) {}

void StepReader::read(const Node& steps) {
  collect_locals(steps);
  thread_.steps = read_list(steps);
}

void StepReader::read_handlers(const Node& handlers) {
  if (!reader_.expect_mapping(handlers, "signals and steps")) return;
  collect_locals(handlers);
  for (const Pair& pair : handlers.pairs) {
    Handler handler;
    handler.where = reader_.where(pair.key);
    handler.signal = read_signal(reader_, pair.key);
    if (handler.signal == SIGKILL)
      reader_.error(pair.key, "nothing handles `KILL`",
                    "choose another signal, or leave the handler out");
    handler.steps = read_list(pair.value);
    thread_.handlers.push_back(std::move(handler));
  }
}

/// A step may use a name that a later one sets, in the round before: so all are collected first.
void StepReader::collect_locals(const Node& node) {
  for (const Node& item : node.items) collect_locals(item);
  for (const Pair& pair : node.pairs) {
    const Node* into = find_rule(pair.key.text) ? pair.value.find("into") : nullptr;
    if (into)
      add_local(pair.key.text, *into);
    else
      collect_locals(pair.value);
  }
}

void StepReader::add_local(const std::string& step, const Node& into) {
  std::string name = reader_.name(into, "a name for the result");
  if (name.empty()) return;
  Local::Kind kind = step == "wait" ? Local::Kind::batch : Local::Kind::number;
  std::string taken = scope_.taken(name);
  if (!taken.empty()) {
    reader_.error(into, fmt::format("`{}` is {} already", name, taken), "choose another name");
  } else if (std::optional<unsigned> known = scope_.local(name)) {
    if (scope_.local_at(*known).kind != kind)
      reader_.error(into, fmt::format("`{}` is {} elsewhere in this thread", name,
                                      kind == Local::Kind::batch ? "a number" : "an event"));
  } else if (thread_.locals.size() == kMaxLocals) {
    reader_.error(into, fmt::format("a thread has at most {} names", kMaxLocals));
  } else {
    thread_.locals.push_back({name, kind, 0});
  }
}

Steps StepReader::read_list(const Node& list) {
  Steps steps;
  if (!reader_.expect_sequence(list, "steps")) return steps;
  for (const Node& node : list.items) {
    if (++steps_ == kMaxSteps + 1)
      reader_.error(node, fmt::format("a thread has at most {} steps", kMaxSteps));
    if (steps_ > kMaxSteps) break;
    read_step(node, steps);
  }
  return steps;
}

void StepReader::read_step(const Node& node, Steps& steps) {
  if (node.is_scalar()) {
    read_bare(node, steps);
    return;
  }
  if (!node.is_mapping() || node.pairs.empty()) {
    reader_.error(node, "a step is a word, or a map of its name and arguments");
    return;
  }
  const Pair& first = node.pairs.front();
  const Rule* rule = find_rule(first.key.text);
  if (!rule) {
    unknown_step(first.key);
  } else if (check_keys(node, *rule)) {
    Step step{reader_.where(first.key), (this->*rule->read)(node, first.value)};
    steps.push_back(std::move(step));
  }
}

void StepReader::unknown_step(const Node& name) {
  const std::string& text = name.text;
  if (contains(kArrivals, text)) {
    reader_.error(name, fmt::format("`{}` is no step of a thread", text),
                  "it belongs under `interrupts`, in `do`");
  } else if (contains(kBare, text)) {
    reader_.error(name, fmt::format("`{}` stands alone, without `:`", text));
  } else if (text == "then" || text == "else" || text == "do") {
    reader_.error(name, fmt::format("`{}` belongs to the step before it", text),
                  "put it below that step's name, without `-`");
  } else {
    std::string near = nearest(text, step_names());
    reader_.error(name, fmt::format("unknown step `{}`", shorten(text)),
                  near.empty() ? fmt::format("expected one of {}", join(step_names()))
                               : fmt::format("did you mean `{}`?", near));
  }
}

bool StepReader::check_keys(const Node& node, const Rule& rule) {
  bool good = true;
  for (std::size_t i = 1; i < node.pairs.size(); ++i) {
    const Node& key = node.pairs[i].key;
    if (std::find(rule.beside.begin(), rule.beside.end(), key.text) != rule.beside.end()) continue;
    good = false;
    std::string near = nearest(key.text, rule.beside);
    std::string help = find_rule(key.text) || contains(kBare, key.text)
                           ? "each step begins with its own `-`"
                       : near.empty() ? "arguments stand in the map after the step's name"
                                      : fmt::format("did you mean `{}`?", near);
    reader_.error(key, fmt::format("unknown key `{}` beside `{}`", shorten(key.text), rule.name),
                  help);
  }
  return good;
}

void StepReader::read_bare(const Node& name, Steps& steps) {
  if (!reader_.expect_scalar(name, "a step")) return;
  Where where = reader_.where(name);
  if (name.text == "exit") {
    steps.push_back({where, Exit{}});
  } else if (name.text == "break" || name.text == "continue") {
    if (loops_ == 0)
      reader_.error(name, fmt::format("`{}` outside of `loop`, `repeat` and `for`", name.text),
                    "`exit` ends the thread");
    else if (name.text == "break")
      steps.push_back({where, Break{}});
    else
      steps.push_back({where, Continue{}});
  } else if (find_rule(name.text)) {
    reader_.error(name, fmt::format("`{}` needs arguments", name.text),
                  fmt::format("write `{}: ...`", name.text));
  } else {
    unknown_step(name);
  }
}

Steps StepReader::body(const Node& step, std::string_view key) {
  const Node* list = step.find(key);
  if (!list) {
    reader_.error(step.pairs.front().key,
                  fmt::format("`{}` needs `{}`", step.pairs.front().key.text, key));
    return {};
  }
  return read_list(*list);
}

StepReader::Action StepReader::loop(const Node& step, const Node& value) {
  ++loops_;
  Loop loop{read_list(value)};
  --loops_;
  if (may_pass_silently(loop.steps))
    reader_.error(step.pairs.front().key, "this loop can go round without doing anything",
                  "each way round needs a step that the kernel or another thread can see");
  return loop;
}

StepReader::Action StepReader::repeat(const Node& step, const Node& value) {
  Repeat repeat;
  bool drain = value.is_scalar() && reader_.text(value).text == "drain";
  if (!drain) repeat.times = reader_.number(value, "`drain`, or how often to repeat", 0, 1000);
  ++loops_;
  repeat.steps = body(step, "do");
  --loops_;
  if (drain) check_drain(value, repeat.steps);
  return repeat;
}

/// `drain` ends at a result of the first system call: there must be one, on every way through.
void StepReader::check_drain(const Node& value, const Steps& steps) {
  if (std::any_of(steps.begin(), steps.end(), calls_kernel)) return;
  reader_.error(value, "`repeat: drain` needs a system call in its `do`",
                "it repeats until the first one has nothing more to give");
}

StepReader::Action StepReader::branch(const Node& step, const Node& value) {
  If branch;
  branch.condition = expression(value);
  branch.then = body(step, "then");
  if (const Node* otherwise = step.find("else")) branch.otherwise = read_list(*otherwise);
  return branch;
}

StepReader::Action StepReader::for_each(const Node& step, const Node& value) {
  For loop{};
  Fields fields(reader_, value, "`for`", {"each", "as"});
  const Node* each = fields.need("each");
  const Node* as = fields.need("as");
  if (!each || !as || !reader_.expect_scalar(*each, "an event")) return loop;
  std::string item = reader_.name(*as, "a name for one event");
  Text text = reader_.text(*each);
  std::optional<unsigned> batch = scope_.local(text.text);
  if (!batch || scope_.local_at(*batch).kind != Local::Kind::batch) {
    Words known;
    for (const Local& local : thread_.locals)
      if (local.kind == Local::Kind::batch) known.push_back(local.name);
    reader_.unknown(text, 0, text.text.size(),
                    fmt::format("`{}` is not what a `wait` returned", shorten(text.text)), known);
    return loop;
  }
  loop.batch = *batch;
  loop.item = scope_.enter_for(item, *batch);
  ++loops_;
  loop.steps = body(step, "do");
  --loops_;
  scope_.leave_for();
  return loop;
}

StepReader::Action StepReader::await(const Node&, const Node& value) {
  return Await{parse_expression(reader_, scope_, value, Uses::observes)};
}

}  // namespace epcheck::scenario
