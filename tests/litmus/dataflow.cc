// SPDX-License-Identifier: MIT
#include "tests/litmus/dataflow.h"

#include <algorithm>
#include <stdexcept>

#include "tests/litmus/relation.h"

namespace epcheck::litmus {

namespace {

using Source = Dataflow::Source;

class Enumeration {
 public:
  Enumeration(const Program& program, const std::function<bool(const Dataflow&)>& visit)
      : program_(program), visit_(visit) {}

  /// REQUIRES: no other choice than those made in `flow` has been acted upon.
  bool extend(Dataflow flow) {
    if (!run(flow)) return true;
    bool finished = true;
    for (unsigned t = 0; t < program_.threads.size(); ++t) {
      unsigned i = flow.next[t];
      if (i == program_.threads[t].size()) continue;
      finished = false;
      const Instruction& instruction = program_.threads[t][i];
      if (!reads(instruction.verb) || flow.steps[t][i].chosen) continue;
      return choose(flow, t, i);
    }
    // Otherwise all wait for each other: po U rf has a cycle, or a source is branched over.
    return !finished || visit_(flow);
  }

 private:
  bool choose(Dataflow& flow, unsigned t, unsigned i) {
    Dataflow::Step& step = flow.steps[t][i];
    step.chosen = true;
    step.source = {-1, -1};
    if (!taken(flow, t, i, step.source) && !extend(flow)) return false;
    for (unsigned from = 0; from < program_.threads.size(); ++from)
      for (unsigned at = 0; at < program_.threads[from].size(); ++at) {
        const Instruction& source = program_.threads[from][at];
        if (!writes(source.verb) || source.place != program_.threads[t][i].place) continue;
        if (from == t && at == i) continue;
        if (taken(flow, t, i, {static_cast<std::int8_t>(from), static_cast<std::int8_t>(at)}))
          continue;
        step.source = {static_cast<std::int8_t>(from), static_cast<std::int8_t>(at)};
        if (!extend(flow)) return false;
      }
    return true;
  }

  /// Whether both this instruction and another are rmws that read `source`: one would come between
  /// the read and the write of the other.
  bool taken(const Dataflow& flow, unsigned t, unsigned i, Source source) const {
    if (!always_updates(program_.threads[t][i])) return false;
    for (unsigned other = 0; other < program_.threads.size(); ++other)
      for (unsigned at = 0; at < flow.next[other]; ++at) {
        const Dataflow::Step& step = flow.steps[other][at];
        if (step.executed && step.source == source &&
            program_.threads[other][at].place == program_.threads[t][i].place &&
            always_updates(program_.threads[other][at]))
          return true;
      }
    return false;
  }
  static bool always_updates(const Instruction& instruction) {
    return reads(instruction.verb) && writes(instruction.verb) && instruction.verb != Verb::cas;
  }

  /// Lets the threads go on as far as they can. False if a value contradicts a choice.
  bool run(Dataflow& flow) const {
    for (bool progress = true; progress;) {
      progress = false;
      for (unsigned t = 0; t < program_.threads.size(); ++t)
        while (flow.next[t] < program_.threads[t].size()) {
          Advance advance = step(flow, t);
          if (advance == Advance::contradiction) return false;
          if (advance == Advance::waits) break;
          progress = true;
        }
    }
    return true;
  }

  enum class Advance { waits, done, contradiction };

  Advance step(Dataflow& flow, unsigned t) const {
    unsigned i = flow.next[t];
    const Instruction& instruction = program_.threads[t][i];
    Dataflow::Step& step = flow.steps[t][i];
    if (instruction.guard >= 0 && flow.registers[instruction.guard] != instruction.guard_value) {
      ++flow.next[t];
      return Advance::done;
    }
    if (instruction.verb == Verb::join &&
        flow.next[instruction.place] < program_.threads[instruction.place].size())
      return Advance::waits;
    std::uint8_t found = 0;
    if (reads(instruction.verb)) {
      if (!step.chosen) return Advance::waits;
      if (step.source.thread >= 0) {
        const Dataflow::Step& source = flow.steps[step.source.thread][step.source.index];
        if (!source.executed) return Advance::waits;
        if (!source.wrote) return Advance::contradiction;
        found = source.written;
      }
      if (instruction.verb == Verb::lock && found != 0) return Advance::contradiction;
      if (instruction.verb != Verb::lock) flow.registers[instruction.target] = found;
    }
    step.executed = true;
    step.wrote =
        writes(instruction.verb) && (instruction.verb != Verb::cas || found == instruction.value);
    step.written = written(flow, instruction, found);
    ++flow.next[t];
    return Advance::done;
  }

  static std::uint8_t written(const Dataflow& flow, const Instruction& instruction,
                              std::uint8_t found) {
    switch (instruction.verb) {
      case Verb::cas:
        return instruction.desired;
      case Verb::add:
        return static_cast<std::uint8_t>(found + instruction.value);
      case Verb::lock:
        return 1;
      case Verb::unlock:
        return 0;
      default:
        return instruction.source >= 0 ? flow.registers[instruction.source] : instruction.value;
    }
  }

  const Program& program_;
  const std::function<bool(const Dataflow&)>& visit_;
};

void check_size(const Program& program) {
  std::array<bool, kPlaces> used{};
  std::size_t events = 0;
  bool fits = program.threads.size() <= kMostThreads;
  for (const Thread& thread : program.threads) {
    fits &= thread.size() <= kMostInstructions;
    for (const Instruction& instruction : thread) {
      events += reads(instruction.verb) && writes(instruction.verb) ? 2 : 1;
      if (reads(instruction.verb) || writes(instruction.verb)) used[instruction.place] = true;
    }
  }
  events += static_cast<std::size_t>(std::count(used.begin(), used.end(), true));
  if (!fits || events > kMostEvents) throw std::runtime_error("the litmus program is too large");
}

}  // namespace

bool for_each_dataflow(const Program& program, const std::function<bool(const Dataflow&)>& visit) {
  check_size(program);
  return Enumeration(program, visit).extend(Dataflow{});
}

}  // namespace epcheck::litmus
