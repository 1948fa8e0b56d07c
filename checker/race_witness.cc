// SPDX-License-Identifier: MIT
#include "checker/race_witness.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/machine.h"

namespace epcheck {

namespace {

void run(Machine& machine, const Schedule& schedule, RaceWitness* witness) {
  machine.set_witness(witness);
  take_again(machine, schedule);
  machine.set_witness(nullptr);
}

bool conflict(const WatchedAccess& a, const WatchedAccess& b) {
  return a.word == b.word && a.thread != b.thread && (a.write || b.write) && (a.plain || b.plain);
}

std::string describe(const WatchedAccess& access) {
  const char* name = thread_state(access.thread).name;
  SourceLine line = source_line(access.pc);
  return fmt::format("{} {}{} at {}:{}",
                     name != nullptr ? name : fmt::format("thread {}", access.thread),
                     access.write ? "writes" : "reads", access.plain ? "" : " (marked)",
                     line.file.substr(line.file.rfind('/') + 1), line.line);
}

/// Whether the access that raced does so with this one, too.
bool races_alone(Machine& machine, const Schedule& schedule, std::size_t with, std::size_t raced) {
  RaceWitness one(with);
  run(machine, schedule, &one);
  return one.raced() == raced;
}

}  // namespace

void take_again(Machine& machine, const Schedule& schedule) {
  machine.restart();
  std::vector<Decision> decisions;
  for (Decision decision : schedule) {
    decisions.clear();
    if (!machine.failed()) machine.decisions(decisions);
    if (std::find(decisions.begin(), decisions.end(), decision) == decisions.end()) break;
    machine.step(decision);
  }
}

std::string describe_race(Machine& machine, const Options& options, const Schedule& schedule) {
  StepObserver* observer = machine.observer;
  machine.observer = nullptr;
  if (!options.reductions.learned_words) {
    // The schedule means the same whatever is known: learn what it needs.
    machine.words().clear();
    do run(machine, schedule, nullptr);
    while (machine.take_news());
    machine.words().freeze();
  }
  RaceWitness all;
  run(machine, schedule, &all);
  std::string text;
  if (all.raced() != RaceWitness::kNone) {
    const WatchedAccess& second = all.accesses()[all.raced()];
    for (std::size_t i = all.raced(); i-- > 0 && text.empty();) {
      const WatchedAccess& first = all.accesses()[i];
      if (!conflict(first, second)) continue;
      if (all.other() >= 0 ? static_cast<int>(first.thread) == all.other()
                           : races_alone(machine, schedule, i, all.raced()))
        text = fmt::format("{} and {}, and neither comes before the other", describe(first),
                           describe(second));
    }
  }
  machine.observer = observer;
  return text;
}

}  // namespace epcheck
