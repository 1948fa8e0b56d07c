// SPDX-License-Identifier: MIT
#include "scenarios/loader/signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <csignal>

#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

namespace {

constexpr Word kSignals[] = {{"USR1", SIGUSR1}, {"USR2", SIGUSR2}, {"HUP", SIGHUP},
                             {"INT", SIGINT},   {"TERM", SIGTERM}, {"ALRM", SIGALRM},
                             {"KILL", SIGKILL}};

Words signal_words() {
  Words words;
  for (const Word& word : kSignals) words.emplace_back(word.text);
  return words;
}

}  // namespace

int read_signal(Reader& reader, const Node& node) {
  if (!reader.expect_scalar(node, "a signal")) return 0;
  Text text = reader.text(node);
  for (const Word& word : kSignals)
    if (text.text == word.text) return word.value;
  reader.unknown(text, 0, text.text.size(), fmt::format("`{}` is not a signal", shorten(text.text)),
                 signal_words());
  return 0;
}

unsigned read_signal_set(Reader& reader, const Node& node) {
  unsigned set = 0;
  if (!reader.expect_sequence(node, "signals")) return set;
  for (const Node& item : node.items) set |= 1u << read_signal(reader, item);
  return set;
}

unsigned read_process(Reader& reader, const Variant& variant, const Node& node) {
  if (!reader.expect_scalar(node, "the name of a process")) return 0;
  Text text = reader.text(node);
  Words known = {"main"};
  for (const Process& process : variant.processes) known.push_back(process.name);
  for (unsigned i = 0; i < known.size(); ++i)
    if (known[i] == text.text) return i;
  reader.undeclared(text, 0, text.text.size(),
                    fmt::format("`{}` is not a process", shorten(text.text)), known);
  return 0;
}

SignalTarget read_signal_target(Reader& reader, const Variant& variant, const Node& value,
                                const Fields& fields, const Words& threads) {
  SignalTarget target;
  if (const Node* signal = fields.need("signal")) target.signal = read_signal(reader, *signal);
  const Node* process = fields.find("process");
  const Node* thread = fields.find("thread");
  if ((process == nullptr) == (thread == nullptr)) {
    if (value.is_mapping())
      reader.error(value, "a signal is sent to a `thread`, or to a `process`");
    return target;
  }
  if (process != nullptr) {
    target.index = read_process(reader, variant, *process);
    return target;
  }
  target.thread = true;
  if (!reader.expect_scalar(*thread, "the name of a thread")) return target;
  Text text = reader.text(*thread);
  auto found = std::find(threads.begin(), threads.end(), text.text);
  if (found != threads.end())
    target.index = static_cast<unsigned>(found - threads.begin());
  else
    reader.undeclared(text, 0, text.text.size(),
                      fmt::format("`{}` is not a thread", shorten(text.text)), threads);
  return target;
}

Words thread_names(Reader& reader, const Node& threads) {
  Words names;
  for (const Pair& pair : threads.pairs) {
    const Node* count = pair.value.is_mapping() ? pair.value.find("count") : nullptr;
    if (count == nullptr || !count->is_scalar()) {
      names.push_back(pair.key.text);
      continue;
    }
    std::string text = reader.text(*count).text;
    unsigned times = 0;
    std::from_chars(text.data(), text.data() + text.size(), times);
    for (unsigned i = 0; i < std::min(times, 64u); ++i)
      names.push_back(pair.key.text + std::to_string(i));
  }
  return names;
}

}  // namespace epcheck::scenario
