// SPDX-License-Identifier: MIT
#include "scenarios/loader/property_reader.h"

#include <algorithm>

#include "scenarios/loader/property_names.h"
#include "scenarios/loader/text_rules.h"
#include "scenarios/loader/users.h"

namespace epcheck::scenario {

namespace {

/// What a line of `check` needs besides its name.
enum class Argument { none, max, expression };

struct Property {
  const char* name;
  Argument argument;
};

constexpr Property kProperties[] = {
    {"lost-wakeup", Argument::none},    {"stuck-data", Argument::none},
    {"deadlock", Argument::none},       {"data-split", Argument::none},
    {"reorder", Argument::none},        {"stale-event", Argument::none},
    {"use-after-free", Argument::none}, {"herd", Argument::max},
    {"busy-loop", Argument::max},       {"always", Argument::expression},
    {"finally", Argument::expression}};

constexpr unsigned kMaxHerd = 64;
constexpr unsigned kMaxBusyLoop = 250;

const Property* find_property(std::string_view name) {
  for (const Property& property : kProperties)
    if (property.name == name) return &property;
  return nullptr;
}

}  // namespace

const std::vector<std::string>& listable_properties() {
  static const Words names = [] {
    Words all;
    for (const Property& property : kProperties) all.push_back(property.name);
    return all;
  }();
  return names;
}

const std::vector<std::string>& always_checked() {
  static const Words names = {
      "assert",      "returns",         "use-after-free",     "double-free",     "lock-misuse",
      "irqs-on",     "lock-order",      "irqs-reenabled",     "sleep-in-atomic", "list-corruption",
      "user-access", "unlocked-access", "suspend-while-ready"};
  return names;
}

void PropertyReader::read_check(const Node* node) {
  if (!node) {
    variant_.checks = {{{}, "lost-wakeup", {}, {}}, {{}, "deadlock", {}, {}}};
    return;
  }
  if (!reader_.expect_sequence(*node, "properties")) return;
  for (const Node& item : node->items) read_property(item);
}

void PropertyReader::read_property(const Node& node) {
  if (node.is_mapping() && node.pairs.size() == 1) {
    add_property(node.pairs[0].key, &node.pairs[0].value);
  } else if (node.is_mapping() && !node.pairs.empty()) {
    reader_.error(node.pairs[1].key, "one property on each line of `check`");
  } else if (reader_.expect_scalar(node, "a property")) {
    add_property(node, nullptr);
  }
}

void PropertyReader::add_property(const Node& name, const Node* argument) {
  Text text = reader_.text(name);
  Check check;
  check.where = reader_.where(name);
  check.property = text.text;
  const Property* property = find_property(text.text);
  if (text.text == "starvation" || text.text == "data-race") {
    reader_.unsupported(name, text.text);
    return;
  }
  if (!property) {
    reader_.unknown(text, 0, text.text.size(),
                    fmt::format("unknown property `{}`", shorten(text.text)),
                    listable_properties());
    return;
  }
  for (const Check& other : variant_.checks)
    if (other.property == check.property && property->argument != Argument::expression)
      reader_.error(name, fmt::format("`{}` is listed twice", check.property), "leave one out");
  if (property->argument == Argument::none) {
    if (argument)
      reader_.error(*argument, fmt::format("`{}` takes nothing", check.property),
                    "list its name alone");
  } else if (!argument) {
    reader_.error(
        name, fmt::format("`{}` needs {}", check.property,
                          property->argument == Argument::max ? "`{max: N}`" : "an expression"));
  } else if (property->argument == Argument::expression) {
    check.expr = parse_expression(reader_, scope_, *argument, Uses::observes);
  } else {
    bool herd = check.property == "herd";
    Fields fields(reader_, *argument, fmt::format("`{}`", check.property), {"max"});
    if (const Node* max = fields.need("max"))
      check.max = reader_.number(*max,
                                 herd ? "the most threads one arrival may wake"
                                      : "the most waits in a row that may change nothing",
                                 0, herd ? kMaxHerd : kMaxBusyLoop);
  }
  variant_.checks.push_back(std::move(check));
}

void PropertyReader::read_expect(const Node* node) {
  if (!node) return;
  variant_.expect.where = reader_.where(*node);
  if (node->is_scalar()) {
    reader_.choice(*node, "expectation", {{"pass", 0}});
    return;
  }
  Fields fields(reader_, *node, "`expect`", {"fail"});
  if (const Node* fail = fields.need("fail")) read_failures(*fail);
}

void PropertyReader::read_failures(const Node& list) {
  if (!reader_.expect_sequence(list, "properties")) return;
  if (list.items.empty()) reader_.error(list, "no property is listed", "say `expect: pass`");
  Words checked = always_checked();
  for (const Check& check : variant_.checks) checked.push_back(check.property);
  for (const Node& node : list.items) {
    if (!reader_.expect_scalar(node, "a property")) continue;
    Text text = reader_.text(node);
    Words& fail = variant_.expect.fail;
    if (std::find(fail.begin(), fail.end(), text.text) != fail.end())
      reader_.error(text, 0, text.text.size(), fmt::format("`{}` is listed twice", text.text),
                    "leave one out");
    else if (std::find(checked.begin(), checked.end(), text.text) != checked.end())
      fail.push_back(text.text);
    else if (find_property(text.text))
      reader_.error(text, 0, text.text.size(),
                    fmt::format("`{}` is expected to fail, but not checked", text.text),
                    "list it under `check`");
    else
      reader_.unknown(text, 0, text.text.size(),
                      fmt::format("unknown property `{}`", shorten(text.text)), checked);
  }
}

void PropertyReader::read_outcomes(const Node& node) {
  Outcomes outcomes;
  outcomes.where = reader_.where(node);
  Fields fields(reader_, node, "`outcomes`", {"observe", "reachable", "forbidden", "allowed"});
  if (const Node* what = fields.need("observe")) observe(*what, outcomes);
  if (const Node* list = fields.find("reachable"))
    outcomes.reachable = read_values(*list, outcomes);
  if (const Node* list = fields.find("forbidden"))
    outcomes.forbidden = read_values(*list, outcomes);
  if (const Node* list = fields.find("allowed")) outcomes.allowed = read_values(*list, outcomes);
  variant_.outcomes = std::move(outcomes);
}

void PropertyReader::observe(const Node& node, Outcomes& outcomes) {
  if (node.is_sequence()) {
    for (const Node& item : node.items) observe(item, outcomes);
  } else if (reader_.expect_scalar(node, "an expression") &&
             !observe_bytes_by_thread(node, outcomes)) {
    outcomes.observe.push_back(parse_expression(reader_, scope_, node, Uses::observes));
  }
  if (outcomes.observe.size() <= kMaxObserved) return;
  reader_.error(node, fmt::format("at most {} values can be observed", kMaxObserved));
  outcomes.observe.resize(kMaxObserved);
}

/// A list of values: one for each thread that reads the stream, in file order.
bool PropertyReader::observe_bytes_by_thread(const Node& node, Outcomes& outcomes) {
  static constexpr std::string_view kFunction = "bytes_by_thread(";
  Text text = reader_.text(node);
  if (!text.text.starts_with(kFunction) || !text.text.ends_with(")")) return false;
  std::size_t end = text.text.size() - 1;
  std::string name = text.text.substr(kFunction.size(), end - kFunction.size());
  std::optional<unsigned> file = scope_.file(name);
  if (!file || variant_.files[*file].kind != FileKind::stream) {
    Words streams;
    for (const File& other : variant_.files)
      if (other.kind == FileKind::stream) streams.push_back(other.name);
    reader_.unknown(text, kFunction.size(), end, fmt::format("`{}` is not a stream", shorten(name)),
                    streams);
    return true;
  }
  for (unsigned thread : readers_of(variant_, *file)) {
    Expr bytes;
    bytes.where = reader_.where(node);
    bytes.text = fmt::format("bytes {} reads from {}", variant_.threads[thread].name, name);
    bytes.items = {{ExprOp::bytes_read, *file, thread, 0}};
    outcomes.observe.push_back(std::move(bytes));
  }
  return true;
}

std::vector<Outcomes::Value> PropertyReader::read_values(const Node& list,
                                                         const Outcomes& outcomes) {
  std::vector<Outcomes::Value> values;
  if (!reader_.expect_sequence(list, "outcomes")) return values;
  for (const Node& node : list.items) {
    Outcomes::Value value;
    std::size_t size = node.is_sequence() ? node.items.size() : 1;
    for (std::size_t i = 0; i < size; ++i) {
      const Node& part = node.is_sequence() ? node.items[i] : node;
      Expr expr = parse_expression(reader_, scope_, part, Uses::values);
      if (!expr.constant()) reader_.error(part, "an outcome is a number or an error name");
      value.push_back(expr.constant() ? expr.items[0].value : 0);
    }
    if (size != outcomes.observe.size())
      reader_.error(node, fmt::format("this outcome has {} values; {} are observed", size,
                                      outcomes.observe.size()));
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace epcheck::scenario
