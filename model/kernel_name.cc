// SPDX-License-Identifier: MIT
#include "model/kernel_name.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "model/steps.h"
#include "model/switches.h"

namespace epcheck {
namespace {

struct Token {
  std::size_t begin;
  std::size_t end;
  std::string_view text;
};

std::vector<Token> words_of(std::string_view name) {
  std::vector<Token> words;
  std::size_t at = name.find_first_not_of(' ');
  while (at != std::string_view::npos) {
    std::size_t end = std::min(name.find(' ', at), name.size());
    words.push_back({at, end, name.substr(at, end - at)});
    at = name.find_first_not_of(' ', end);
  }
  return words;
}

const Switch* find_switch(std::string_view name) {
  for (const Switch& s : switches())
    if (s.name == name) return &s;
  return nullptr;
}

std::vector<std::string> kernel_names() {
  std::vector<std::string> names;
  for (const Preset& preset : presets()) names.emplace_back(preset.name);
  for (std::string& name : release_names()) names.push_back(std::move(name));
  return names;
}

std::vector<std::string> switch_names() {
  std::vector<std::string> names;
  for (const Switch& s : switches()) names.emplace_back(s.name);
  return names;
}

std::optional<Protocol> find_kernel(std::string_view name) {
  if (const Protocol* preset = find_protocol(name)) return *preset;
  return find_release(name);
}

/// Names of steps have a dot, names of switches have none.
bool is_step_name(std::string_view name) { return name.find('.') != name.npos; }

std::vector<std::string> step_names(const Protocol& protocol) {
  std::vector<std::string> names;
  for (const StepInfo& step : steps())
    if (step.taken(protocol)) names.emplace_back(step.name);
  return names;
}

std::string quoted(std::string_view what, std::string_view word) {
  constexpr std::size_t kMost = 40;  // bytes of a word that a message repeats
  std::string shown(word.substr(0, kMost));
  if (word.size() > kMost) shown += "...";
  return std::string(what) + " `" + shown + "`";
}

tl::unexpected<KernelNameError> wrong(const Token& word, std::string message,
                                      std::vector<std::string> known) {
  return tl::unexpected(
      KernelNameError{word.begin, word.end, std::move(message), std::move(known)});
}

/// Takes the step away.
tl::expected<void, KernelNameError> forget(const Token& word, bool on, Protocol& protocol) {
  const StepInfo* step = find_step(word.text);
  if (step == nullptr) return wrong(word, quoted("unknown step", word.text), step_names(protocol));
  if (on) return wrong(word, "a kernel takes all its steps; it can only be `without` one", {});
  if (protocol.without != Step::none)
    return wrong(word, "a kernel can be without one step only", {});
  protocol.without = step->step;
  return {};
}

}  // namespace

tl::expected<Protocol, KernelNameError> parse_kernel(std::string_view name) {
  std::vector<Token> words = words_of(name);
  if (words.empty()) return wrong({0, name.size(), name}, "no kernel is named", kernel_names());
  std::optional<Protocol> base = find_kernel(words.front().text);
  if (!base)
    return wrong(words.front(), quoted("unknown kernel", words.front().text), kernel_names());
  Protocol protocol = *base;
  bool named = true;  // the last `with` or `without` was followed by a switch
  bool on = true;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const Token& word = words[i];
    if (word.text == "with" || word.text == "without") {
      if (!named) return wrong(word, quoted("expected a switch, not", word.text), switch_names());
      on = word.text == "with";
      named = false;
      continue;
    }
    if (i == 1)
      return wrong(word, quoted("expected `with` or `without`, not", word.text),
                   {"with", "without"});
    named = true;
    if (is_step_name(word.text)) {
      if (auto done = forget(word, on, protocol); !done) return tl::unexpected(done.error());
      continue;
    }
    const Switch* s = find_switch(word.text);
    if (s == nullptr) return wrong(word, quoted("unknown switch", word.text), switch_names());
    protocol.*s->member = on;
  }
  if (!named)
    return wrong(words.back(),
                 quoted("no switch after", words.back().text) + "; `epcheck kernels` lists them",
                 {});
  const Token whole{words.front().begin, words.back().end, name};
  if (const char* why = contradiction(protocol)) return wrong(whole, why, {});
  if (protocol.without != Step::none && !info(protocol.without).taken(protocol))
    return wrong(whole, quoted("this kernel never takes the step", info(protocol.without).name),
                 {});
  return protocol;
}

std::string in_presets(std::string_view kernel) {
  std::vector<Token> words = words_of(kernel);
  if (words.empty()) return "";
  const Preset* preset = preset_of(words.front().text);
  return preset == nullptr ? "" : preset->name + std::string(kernel.substr(words.front().end));
}

}  // namespace epcheck
