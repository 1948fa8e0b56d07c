// SPDX-License-Identifier: MIT
#include "cli/kernels.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "cli/spelling.h"
#include "model/kernel_name.h"
#include "model/steps.h"
#include "model/switches.h"

namespace epcheck::cli {
namespace {

const CommandText kText{
    .name = "kernels",
    .usage = "[KERNEL]",
    .summary = "list the kernels that the model can be",
    .description =
        "Lists the kernels that the model can be, what changed from each to the next, and the "
        "switches that they are made of, with the commits that turned them. With KERNEL, says "
        "which switches are on in it.",
    .examples = {"epcheck kernels", "epcheck kernels v5.5",
                 "epcheck kernels v7.1 without wake-at-scan-end"}};

class KernelsArguments : public Arguments {
 public:
  KernelsArguments() : Arguments(kText) { app_.add_option("KERNEL", words); }
  std::vector<std::string> words;
};

bool is_release(const Preset& preset) { return preset.name[0] == 'v'; }

/// " +SWITCH" and " -SWITCH" for each that differs.
std::string difference(const Protocol& from, const Protocol& to) {
  std::string text;
  for (const Switch& s : switches())
    if (from.*s.member != to.*s.member)
      text += fmt::format(" {}{}", to.*s.member ? '+' : '-', s.name);
  return text;
}

/// The release that a distribution's kernel is nearest to: of the least differences the oldest.
const Preset& nearest_release(const Protocol& protocol) {
  auto distance = [&](const Preset& preset) {
    return std::count_if(switches().begin(), switches().end(), [&](const Switch& s) {
      return preset.protocol.*s.member != protocol.*s.member;
    });
  };
  const Preset* best = presets().data();
  for (const Preset& preset : presets())
    if (is_release(preset) && distance(preset) < distance(*best)) best = &preset;
  return *best;
}

/// "v4.9 to v5.4, v5.13 to v7.2": where the switch is on.
std::string where_on(const Switch& s) {
  std::string text;
  const Preset* first = nullptr;
  const Preset* last = nullptr;
  auto flush = [&] {
    if (first == nullptr) return;
    text += text.empty() ? "" : ", ";
    text += first == last ? first->name : fmt::format("{} to {}", first->name, last->name);
    first = nullptr;
  };
  for (const Preset& preset : presets()) {
    if (!(preset.protocol.*s.member) || !is_release(preset)) flush();
    if (!(preset.protocol.*s.member)) continue;
    if (first == nullptr) first = &preset;
    last = &preset;
  }
  flush();
  return text.empty() ? "none" : text;
}

/// "v4.10 to v4.12: as v4.9", for the releases that are no presets.
std::string other_releases() {
  struct Run {
    std::string first, last, as;
  };
  std::vector<Run> runs;
  for (const std::string& name : release_names()) {
    if (find_protocol(name) != nullptr) continue;
    const Preset* same = preset_of(name);
    std::string as = same == nullptr ? "as no other" : fmt::format("as {}", same->name);
    bool goes_on = !runs.empty() && same != nullptr && runs.back().as == as;
    if (goes_on)
      runs.back().last = name;
    else
      runs.push_back({name, name, as});
  }
  std::string text = "\nOther releases are kernels too, by the history of the switches:\n\n";
  for (const Run& run : runs)
    text += fmt::format("{:<16} {}\n",
                        run.first == run.last ? run.first : run.first + " to " + run.last, run.as);
  return text;
}

std::string list() {
  std::string text = "Kernels, each with what it has (+) and has not (-) unlike the one above:\n\n";
  const Preset* before = nullptr;
  for (const Preset& preset : presets()) {
    const Preset* base = is_release(preset) ? before : &nearest_release(preset.protocol);
    std::string what = base == nullptr ? "" : difference(base->protocol, preset.protocol);
    if (base != nullptr && !is_release(preset)) what = fmt::format(" as {}{}", base->name, what);
    if (base != nullptr && what.empty()) what = " the same protocol";
    text += what.empty() ? fmt::format("{}\n", preset.name)
                         : fmt::format("{:<16}{}\n", preset.name, what);
    if (preset.summary[0] != '\0') text += fmt::format("{:<16} {}\n", "", preset.summary);
    before = &preset;
  }
  text += other_releases();
  text +=
      "\nSwitches, each with the commits that turned it. A kernel may be named with and without "
      "them,\nas in `v7.1 without wake-at-scan-end`:\n";
  for (const Switch& s : switches()) {
    text += fmt::format("\n{}: {}\n  in {}\n", s.name, s.meaning, where_on(s));
    for (const Change& change : s.changes)
      text += fmt::format("  {:<8}{:<4}{}  {}\n", change.version_name, change.on ? "on" : "off",
                          change.commit, change.title);
  }
  return text;
}

std::string describe(const std::string& name, const Protocol& protocol) {
  std::string same = in_presets(name);
  std::string text = name + (same.empty() ? "" : ", the same protocol as " + same) + "\n";
  for (const StepInfo& step : steps())
    if (protocol.without != Step::none && step.step == protocol.without)
      text += fmt::format("  without the step {}: {}\n", step.name, step.meaning);
  for (const Switch& s : switches())
    text += fmt::format("  {:<4}{:<26}{}\n", protocol.*s.member ? "on" : "off", s.name, s.meaning);
  return text;
}

}  // namespace

std::string wrong_kernel(const std::string& name) {
  auto kernel = parse_kernel(name);
  if (kernel) return "";
  const KernelNameError& wrong = kernel.error();
  std::string_view part = std::string_view(name).substr(wrong.begin, wrong.end - wrong.begin);
  std::string marks(std::max<std::size_t>(part.size(), 1), '~');
  marks.front() = '^';
  return fmt::format("epcheck: {}{}\n  {}\n  {}{}\n", wrong.message,
                     wrong.known.empty() ? "" : hint(part, wrong.known), name,
                     std::string(wrong.begin, ' '), marks);
}

std::unique_ptr<Arguments> kernels_arguments() { return std::make_unique<KernelsArguments>(); }

int run_kernels(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  KernelsArguments arguments;
  if (auto stop = arguments.parse(argc, argv)) return stop->tell(out, err);
  std::string name = fmt::format("{}", fmt::join(arguments.words, " "));
  if (std::string wrong = name.empty() ? "" : wrong_kernel(name); !wrong.empty()) {
    err << wrong;
    return kUsage;
  }
  out << (name.empty() ? list() : describe(name, *parse_kernel(name)));
  return kOk;
}

}  // namespace epcheck::cli
