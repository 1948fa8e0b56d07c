// SPDX-License-Identifier: MIT
#include "scenarios/loader/variant_reader.h"

#include <algorithm>

#include "scenarios/loader/data_reader.h"
#include "scenarios/loader/property_reader.h"
#include "scenarios/loader/signals.h"
#include "scenarios/loader/step_reader.h"
#include "scenarios/loader/text_rules.h"
#include "scenarios/loader/users.h"
#include "scenarios/loader/world_reader.h"

namespace epcheck::scenario {

VariantReader::VariantReader(const Source& source, Errors& errors, const Node& root,
                             const Node* own, Params params, const KnownNames& known,
                             bool keys_unknown)
    : source_(source),
      root_(root),
      own_(own),
      known_(known),
      keys_unknown_(keys_unknown),
      reader_(source, errors, std::move(params)) {}

const Words& VariantReader::keys() {
  static const Words result = {"kernel",     "memory", "cpus",   "bounds",    "files",   "objects",
                               "locks",      "epolls", "vars",   "processes", "threads", "handlers",
                               "interrupts", "check",  "expect", "outcomes"};
  return result;
}

const Words& VariantReader::later_keys() {
  static const Words result = {"host"};
  return result;
}

const Node* VariantReader::find(std::string_view key) const {
  const Node* own = own_ && own_->is_mapping() ? own_->find(key) : nullptr;
  return own ? own : root_.find(key);
}

std::string VariantReader::changes() const {
  std::string text;
  if (own_ == nullptr) return text;
  for (const Pair& pair : own_->pairs) {
    const std::string& key = pair.key.text;
    if (key == "kernel" || key == "expect" || key == "description") continue;
    Span extent = pair.value.extent();
    text += key + ": " + source_.text().substr(extent.begin, extent.end - extent.begin) + "\n";
  }
  return text;
}

Variant VariantReader::read(std::string name, Where where) {
  if (own_) reader_.set_variant(name, own_->extent());
  variant_ = Variant{};
  variant_.name = std::move(name);
  variant_.where = where;
  variant_.changes = changes();
  variant_.data_fields = {"fd"};
  for (std::string_view key : {"epolls", "threads"})
    if (const Node* node = find(key)) collect_data_fields(reader_, *node, variant_.data_fields);

  read_kernels();
  read_memory();
  if (const Node* cpus = find("cpus")) variant_.cpus = reader_.number(*cpus, "CPUs", 1, 64);
  if (const Node* bounds = find("bounds")) read_bounds(*bounds);
  if (keys_unknown_) reader_.incomplete_names();
  WorldReader world(reader_, variant_);
  if (const Node* files = find("files")) world.read_files(*files);
  if (const Node* objects = find("objects"))
    world.read_names(*objects, "an object", variant_.objects);
  if (const Node* locks = find("locks")) world.read_names(*locks, "a lock", variant_.locks);
  if (const Node* epolls = find("epolls")) world.read_epolls(*epolls);
  if (const Node* vars = find("vars")) world.read_vars(*vars);
  if (const Node* processes = find("processes")) world.read_processes(*processes);
  if (const Node* threads = find("threads"))
    read_threads(*threads);
  else
    reader_.error(root_, "a scenario needs `threads`");
  if (const Node* processes = find("processes")) check_processes(*processes);
  if (const Node* interrupts = find("interrupts")) world.read_interrupts(*interrupts);
  PropertyReader properties(reader_, variant_);
  properties.read_check(find("check"));
  properties.read_expect(find("expect"));
  if (const Node* outcomes = find("outcomes")) properties.read_outcomes(*outcomes);
  return std::move(variant_);
}

void VariantReader::read_kernels() {
  const Node* node = find("kernel");
  if (!node) return;
  std::vector<const Node*> names;
  if (node->is_sequence())
    for (const Node& item : node->items) names.push_back(&item);
  else
    names.push_back(node);
  if (names.empty()) reader_.error(*node, "no kernel is listed");
  for (const Node* item : names) {
    if (!reader_.expect_scalar(*item, "a kernel version")) continue;
    Text text = reader_.text(*item);
    if (known_.wrong_kernel)
      if (auto wrong = known_.wrong_kernel(text.text))
        reader_.unknown(text, wrong->begin, wrong->end, wrong->message, wrong->known);
    for (const KernelName& other : variant_.kernels)
      if (other.name == text.text)
        reader_.error(*item, fmt::format("`{}` is listed twice", text.text), "leave one out");
    variant_.kernels.push_back({reader_.where(*item), text.text});
  }
}

void VariantReader::read_memory() {
  const Node* node = find("memory");
  if (!node) return;
  reader_.choice(*node, "memory model", {{"sc", 0}, {"tso", 0}, {"weak", 0}});
  variant_.memory = reader_.text(*node).text;
}

void VariantReader::read_bounds(const Node& bounds) {
  Fields fields(reader_, bounds, "`bounds`", {"timeouts"},
                {"signals", "spurious", "errors", "preemptions", "steps"});
  if (const Node* timeouts = fields.find("timeouts"))
    variant_.timeouts = reader_.number(*timeouts, "how often a finite timeout may run out", 0, 16);
}

void VariantReader::read_threads(const Node& threads) {
  if (!reader_.expect_mapping(threads, "threads")) return;
  if (threads.pairs.empty())
    reader_.error(threads, "a scenario needs a thread", "write `NAME: {steps: [...]}`");
  variant_.thread_names = thread_names(reader_, threads);
  for (const Pair& pair : threads.pairs) read_thread(pair.key, pair.value);
}

void VariantReader::read_thread(const Node& key, const Node& value) {
  std::string name = reader_.name(key, "a thread");
  Fields fields(reader_, value, fmt::format("thread `{}`", shorten(key.text)),
                {"steps", "count", "cpu", "daemon", "process", "sigmask"}, {"errors"});
  const Node* count = fields.find("count");
  if (!count) {
    add_thread(key, name, fields);
    return;
  }
  unsigned threads = reader_.number(*count, "count", 1, kMaxThreads);
  for (unsigned i = 0; i < threads; ++i) {
    reader_.set_index(i);
    add_thread(key, name + std::to_string(i), fields);
  }
  reader_.set_index(std::nullopt);
}

/// A process lives from its fork to the end of its last thread.
void VariantReader::check_processes(const Node& processes) {
  if (!processes.is_mapping()) return;
  for (unsigned i = 0; i < variant_.processes.size(); ++i) {
    const Process& process = variant_.processes[i];
    auto member = [&](const Thread& thread) { return thread.process == i + 1; };
    bool runs = std::any_of(variant_.threads.begin(), variant_.threads.end(), member);
    if (runs && forks(variant_, i)) continue;
    for (const Pair& pair : processes.pairs)
      if (pair.key.text == process.name)
        reader_.error(pair.key,
                      runs ? fmt::format("no thread forks `{}`", process.name)
                           : fmt::format("`{}` has no thread", process.name),
                      runs ? fmt::format("add a step `fork: {}`", process.name)
                           : fmt::format("say `process: {}` in a thread", process.name));
  }
}

void VariantReader::add_thread(const Node& key, std::string name, const Fields& fields) {
  if (variant_.threads.size() == kMaxThreads) {
    reader_.error(key, fmt::format("a scenario has at most {} threads", kMaxThreads));
    return;
  }
  for (const Thread& other : variant_.threads)
    if (!name.empty() && other.name == name)
      reader_.error(key, fmt::format("`{}` is a thread already", name), "choose another name");
  Thread thread;
  thread.where = reader_.where(key);
  thread.name = std::move(name);
  if (const Node* cpu = fields.find("cpu")) thread.cpu = reader_.number(*cpu, "a CPU", 0, 63);
  if (const Node* daemon = fields.find("daemon"))
    thread.daemon = reader_.boolean(*daemon, "daemon");
  if (const Node* process = fields.find("process"))
    thread.process = read_process(reader_, variant_, *process);
  if (const Node* mask = fields.find("sigmask")) thread.sigmask = read_signal_set(reader_, *mask);
  StepReader reader(reader_, variant_, thread);
  if (const Node* steps = fields.need("steps")) reader.read(*steps);
  if (const Node* handlers = find("handlers")) reader.read_handlers(*handlers);
  variant_.threads.push_back(std::move(thread));
}

}  // namespace epcheck::scenario
