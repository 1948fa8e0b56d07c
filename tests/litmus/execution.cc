// SPDX-License-Identifier: MIT
#include "tests/litmus/execution.h"

#include "tests/litmus/dataflow.h"

namespace epcheck::litmus {

namespace {

/// The mode of the read or the write that an instruction is made of.
Mode read_mode(Mode mode) {
  if (mode == Mode::rel) return Mode::rlx;
  return mode == Mode::acqrel ? Mode::acq : mode;
}
Mode write_mode(Mode mode) {
  if (mode == Mode::acq) return Mode::rlx;
  return mode == Mode::acqrel ? Mode::rel : mode;
}

/// Builds the executions of one dataflow: its events once, then every co. For one use.
class Builder {
 public:
  Builder(const Program& program, std::uint64_t& left,
          const std::function<void(const Execution&)>& visit)
      : program_(program), left_(left), visit_(visit) {}

  bool build(const Dataflow& flow) {
    add_initial();
    for (unsigned t = 0; t < program_.threads.size(); ++t) add_thread(flow, t);
    add_joins();
    add_rf(flow);
    for (unsigned i = 0; i < x_.events; ++i)
      for (unsigned j = 0; j < x_.events; ++j)
        if (i != j && is_access(i) && is_access(j) && x_.place[i] == x_.place[j])
          x_.same_place.add(i, j);
    x_.outcome.assign(flow.registers.begin(), flow.registers.end());
    x_.outcome.resize(kRegisters + kWords);
    return choose_co(0);
  }

 private:
  bool is_access(unsigned event) const { return ((x_.reads | x_.writes) >> event & 1) != 0; }

  unsigned add(Events& kind, Mode mode, std::uint8_t place) {
    unsigned event = x_.events++;
    x_.all |= Events{1} << event;
    kind |= Events{1} << event;
    x_.mode[event] = mode;
    x_.place[event] = place;
    return event;
  }

  void add_initial() {
    for (std::uint8_t place = 0; place < kPlaces; ++place) {
      bool used = false;
      for (const Thread& thread : program_.threads)
        for (const Instruction& instruction : thread)
          used |=
              (reads(instruction.verb) || writes(instruction.verb)) && instruction.place == place;
      initial_[place] = used ? static_cast<int>(add(x_.writes, Mode::na, place)) : -1;
    }
    x_.initial = x_.all;
  }

  void add_thread(const Dataflow& flow, unsigned t) {
    Events before = x_.initial;
    unsigned first = x_.events;
    auto in_order = [&](unsigned event) {
      for (Events rest = before; rest != 0; rest &= rest - 1)
        x_.po.add(static_cast<unsigned>(std::countr_zero(rest)), event);
      before |= Events{1} << event;
    };
    for (unsigned i = 0; i < program_.threads[t].size(); ++i) {
      const Instruction& instruction = program_.threads[t][i];
      const Dataflow::Step& step = flow.steps[t][i];
      Parts& parts = parts_[t][i] = Parts{};
      if (!step.executed) continue;
      if (instruction.verb == Verb::fence) in_order(add(x_.fences, instruction.mode, 0));
      if (instruction.verb == Verb::join) in_order(add(x_.joins, Mode::rlx, instruction.place));
      if (reads(instruction.verb)) {
        parts.read =
            static_cast<int>(add(x_.reads, read_mode(instruction.mode), instruction.place));
        in_order(static_cast<unsigned>(parts.read));
        if (instruction.verb != Verb::read) x_.locked |= Events{1} << parts.read;
      }
      if (!step.wrote) continue;
      unsigned write = add(x_.writes, write_mode(instruction.mode), instruction.place);
      parts.write = static_cast<int>(write);
      in_order(write);
      writes_[instruction.place] |= Events{1} << write;
      value_[write] = step.written;
      if (parts.read >= 0) {
        x_.locked |= Events{1} << write;
        x_.rmw.add(static_cast<unsigned>(parts.read), write);
      }
    }
    of_thread_[t] = x_.all & ~((Events{1} << first) - 1);
    for (unsigned i = first; i < x_.events; ++i) x_.internal[i] = of_thread_[t];
  }

  void add_joins() {
    for (Events rest = x_.joins; rest != 0; rest &= rest - 1) {
      auto join = static_cast<unsigned>(std::countr_zero(rest));
      for (Events of = of_thread_[x_.place[join]]; of != 0; of &= of - 1)
        x_.joined.add(static_cast<unsigned>(std::countr_zero(of)), join);
    }
  }

  void add_rf(const Dataflow& flow) {
    for (unsigned t = 0; t < program_.threads.size(); ++t)
      for (unsigned i = 0; i < program_.threads[t].size(); ++i) {
        Parts parts = parts_[t][i];
        if (parts.read < 0) continue;
        Dataflow::Source source = flow.steps[t][i].source;
        int from = source.thread < 0 ? initial_[program_.threads[t][i].place]
                                     : parts_[source.thread][source.index].write;
        x_.rf.add(static_cast<unsigned>(from), static_cast<unsigned>(parts.read));
        if (parts.write < 0) continue;
        source_[parts.write] = static_cast<unsigned>(from);
        is_rmw_ |= Events{1} << parts.write;
      }
  }

  /// Every order of the writes to `place` and to the places after it.
  bool choose_co(std::uint8_t place) {
    if (place == kPlaces) {
      x_.fr = seq(x_.rf.inverse(), x_.co);
      if (left_-- == 0) return false;
      visit_(x_);
      return true;
    }
    if (initial_[place] < 0) return choose_co(place + 1);
    return append_co(place, static_cast<unsigned>(initial_[place]), writes_[place]);
  }

  /// Every order of `rest` after the write `last`. An rmw comes right after the write it reads.
  bool append_co(std::uint8_t place, unsigned last, Events rest) {
    x_.co[last] = rest;
    if (rest == 0) {
      if (place < kWords) x_.outcome[kRegisters + place] = value_[last];
      return choose_co(place + 1);
    }
    Events next = 0;
    for (Events updates = rest & is_rmw_; updates != 0; updates &= updates - 1) {
      auto update = static_cast<unsigned>(std::countr_zero(updates));
      if (source_[update] == last) next |= Events{1} << update;
    }
    if (next == 0) next = rest & ~is_rmw_;
    for (; next != 0; next &= next - 1) {
      auto write = static_cast<unsigned>(std::countr_zero(next));
      if (!append_co(place, write, rest & ~(Events{1} << write))) return false;
    }
    return true;
  }

  struct Parts {
    int read = -1;
    int write = -1;
  };

  const Program& program_;
  std::uint64_t& left_;
  const std::function<void(const Execution&)>& visit_;
  Execution x_;
  std::array<int, kPlaces> initial_{};
  std::array<std::array<Parts, kMostEvents>, kMostThreads> parts_{};
  std::array<Events, kMostThreads> of_thread_{};
  std::array<Events, kPlaces> writes_{};  // but for the initial ones
  std::array<std::uint8_t, kMostEvents> value_{};
  std::array<unsigned, kMostEvents> source_{};  // of the rmws' writes
  Events is_rmw_ = 0;
};

}  // namespace

Events Execution::at_least(Mode weakest) const {
  Events found = 0;
  for (unsigned i = 0; i < events; ++i) {
    bool other_half = (weakest == Mode::acq && mode[i] == Mode::rel) ||
                      (weakest == Mode::rel && mode[i] == Mode::acq);
    if (mode[i] >= weakest && !other_half) found |= Events{1} << i;
  }
  return found;
}

bool for_each_execution(const Program& program, std::uint64_t most,
                        const std::function<void(const Execution&)>& visit) {
  std::uint64_t left = most;
  return for_each_dataflow(
      program, [&](const Dataflow& flow) { return Builder(program, left, visit).build(flow); });
}

}  // namespace epcheck::litmus
