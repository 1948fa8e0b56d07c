// SPDX-License-Identifier: MIT
#include "tests/litmus/abstract_machine.h"

#include <array>
#include <utility>

namespace epcheck::litmus {

namespace {

using Buffer = std::vector<std::pair<std::uint8_t, std::uint8_t>>;  // (place, value), oldest first

struct State {
  std::vector<std::uint8_t> next;
  std::vector<Buffer> buffers;
  std::array<std::uint8_t, kPlaces> memory{};
  std::array<std::uint8_t, kRegisters> registers{};
  auto operator<=>(const State&) const = default;
};

class AbstractMachine {
 public:
  AbstractMachine(const Program& program, bool buffers) : program_(program), buffers_(buffers) {}

  std::set<Outcome> explore() {
    State first;
    first.next.resize(program_.threads.size());
    first.buffers.resize(program_.threads.size());
    visit(first);
    return outcomes_;
  }

 private:
  void visit(const State& state) {
    if (!seen_.insert(state).second) return;
    bool ended = true;
    for (unsigned t = 0; t < program_.threads.size(); ++t) {
      if (!state.buffers[t].empty()) {
        ended = false;
        State drained = state;
        auto [place, value] = drained.buffers[t].front();
        drained.buffers[t].erase(drained.buffers[t].begin());
        drained.memory[place] = value;
        visit(drained);
      }
      if (state.next[t] == program_.threads[t].size()) continue;
      ended = false;
      State after = state;
      if (execute(after, t, program_.threads[t][state.next[t]])) visit(after);
    }
    if (!ended) return;
    Outcome outcome(state.registers.begin(), state.registers.end());
    outcome.insert(outcome.end(), state.memory.begin(), state.memory.begin() + kWords);
    outcomes_.insert(outcome);
  }

  /// False if the thread has to wait.
  bool execute(State& state, unsigned t, const Instruction& instruction) const {
    ++state.next[t];
    if (instruction.guard >= 0 && state.registers[instruction.guard] != instruction.guard_value)
      return true;
    Buffer& buffer = state.buffers[t];
    std::uint8_t& memory = state.memory[instruction.place];
    switch (instruction.verb) {
      case Verb::read: {
        std::uint8_t found = memory;
        for (auto [place, value] : buffer)
          if (place == instruction.place) found = value;
        state.registers[instruction.target] = found;
        return true;
      }
      case Verb::write: {
        std::uint8_t value =
            instruction.source >= 0 ? state.registers[instruction.source] : instruction.value;
        // A full fence after an sc write: it is as if the write waited for the buffer to empty.
        if (!buffers_ || instruction.mode == Mode::sc)
          memory = value;
        else
          buffer.emplace_back(instruction.place, value);
        return buffer.empty() || instruction.mode != Mode::sc;
      }
      case Verb::unlock:
        if (buffers_)
          buffer.emplace_back(instruction.place, 0);
        else
          memory = 0;
        return true;
      case Verb::fence:
        return instruction.mode != Mode::sc || buffer.empty();
      case Verb::join:
        return buffer.empty() && state.buffers[instruction.place].empty() &&
               state.next[instruction.place] == program_.threads[instruction.place].size();
      case Verb::lock:
        if (memory != 0) return false;
        memory = 1;
        return buffer.empty();
      default:
        break;
    }
    std::uint8_t found = memory;
    state.registers[instruction.target] = found;
    if (instruction.verb == Verb::exchange) memory = instruction.value;
    if (instruction.verb == Verb::add)
      memory = static_cast<std::uint8_t>(found + instruction.value);
    if (instruction.verb == Verb::cas && found == instruction.value) memory = instruction.desired;
    return buffer.empty();
  }

  const Program& program_;
  bool buffers_;
  std::set<State> seen_;
  std::set<Outcome> outcomes_;
};

}  // namespace

std::set<Outcome> abstract_outcomes(const Program& program, bool buffers) {
  return AbstractMachine(program, buffers).explore();
}

}  // namespace epcheck::litmus
