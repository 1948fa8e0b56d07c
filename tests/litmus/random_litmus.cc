// SPDX-License-Identifier: MIT
#include "tests/litmus/random_litmus.h"

#include <array>
#include <random>

namespace epcheck::litmus {

namespace {

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed * 0x9E3779B97F4A7C15u + 1) {}

  Program generate() {
    strength_ = below(4);
    plain_ = below(5) == 0;
    locks_ = below(5) == 0;
    updates_ = below(2) == 0;
    Program program = below(3) == 0 ? any() : cycle();
    if (below(30) == 0) {
      Thread& thread = program.threads[1];
      bool first = thread[0].verb == Verb::lock || below(2) == 0;  // never join in a section
      thread.insert(thread.begin() + !first, {.verb = Verb::join, .place = 0});
    }
    return program;
  }

 private:
  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }

  Program any() {
    words_ = 2 + (below(4) == 0);
    unsigned threads = 2 + (below(3) != 0) + (below(6) == 0);
    unsigned accesses = threads == 2 ? 4 + below(4) : 5 + below(3);
    Program program;
    for (unsigned t = 0; t < threads; ++t) {
      first_register_ = next_register_;
      // About as many for each; the first threads may be the long ones.
      unsigned size = (accesses + threads - 1 - t) / threads;
      Thread& thread = program.threads.emplace_back();
      if (locks_ && below(2) == 0)
        add_section(thread, size);
      else
        add_some(thread, size);
    }
    return program;
  }

  /// As diy makes them: threads that go from word to word, the last back to the first, and on each
  /// word two threads meet. Threads with a single access stand on one word. There may be accesses
  /// beside the cycle, also to a word that is on none.
  Program cycle() {
    unsigned steps = 2 + (below(2) == 0), stops = below(3) * below(2);
    words_ = steps;
    unsigned place = 0, extra = below(3);
    Program program;
    for (unsigned t = 0; steps != 0; ++t) {
      first_register_ = next_register_;
      Thread& thread = program.threads.emplace_back();
      bool stop = stops != 0 && below(steps + stops) < stops;
      thread.push_back(access(place));
      if (stop) {
        --stops;
        continue;
      }
      --steps;
      if (extra != 0 && below(3) == 0 && extra--) thread.push_back(access(below(words_ + 1)));
      if (below(3) == 0) thread.push_back(fence());
      place = (place + 1) % words_;
      Instruction instruction = access(place);
      add_guard(instruction);
      thread.push_back(instruction);
      if (extra != 0 && below(3) == 0 && extra--) thread.push_back(access(below(words_ + 1)));
      if (locks_ && below(2) == 0) enclose(thread);
    }
    return program;
  }

  /// The stronger the program, the more often sc; the weaker, the more often relaxed.
  Mode choose(Mode half) {
    switch (below(5 + strength_)) {
      case 0:
      case 1:
      case 2:
        return Mode::rlx;
      case 3:
      case 4:
        return half;
      default:
        return Mode::sc;
    }
  }

  Instruction fence() {
    static constexpr std::array<Mode, 6> kFences = {Mode::acq, Mode::rel, Mode::acqrel,
                                                    Mode::sc,  Mode::sc,  Mode::sc};
    return {.verb = Verb::fence, .mode = kFences[below(kFences.size())]};
  }

  /// Now and then: only if the read before it has found the initial value, or the first written.
  void add_guard(Instruction& instruction) {
    unsigned known = next_register_ - reads(instruction.verb);
    if (known == first_register_ || below(8) != 0) return;
    instruction.guard = static_cast<std::int8_t>(known - 1);
    instruction.guard_value = static_cast<std::uint8_t>(below(2));
  }

  void add_some(Thread& thread, unsigned accesses) {
    for (unsigned i = 0; i < accesses; ++i) {
      if (i != 0 && below(5) == 0) thread.push_back(fence());
      // Mostly another word than before: of one word alone little can be said.
      if (below(4) != 0) word_ = (word_ + 1 + below(words_ - 1)) % words_;
      Instruction instruction = access(word_);
      add_guard(instruction);
      thread.push_back(instruction);
    }
  }

  /// Some of the accesses in a section.
  void add_section(Thread& thread, unsigned accesses) {
    unsigned before = below(2), inside = accesses > before ? 1 + below(accesses - before) : 1;
    add_some(thread, before);
    Thread section;
    add_some(section, inside);
    enclose(section);
    thread.insert(thread.end(), section.begin(), section.end());
    if (before + inside < accesses) add_some(thread, accesses - before - inside);
  }

  void enclose(Thread& section) {
    auto lock = static_cast<std::uint8_t>(kWords + below(3) / 2);
    section.insert(section.begin(), {.verb = Verb::lock, .mode = Mode::acq, .place = lock});
    section.push_back({.verb = Verb::unlock, .mode = Mode::rel, .place = lock});
  }

  Instruction access(unsigned word) {
    Instruction made{.verb = Verb::read, .place = static_cast<std::uint8_t>(kWords - 1 - word)};
    bool can_read = next_register_ < kRegisters;
    if (can_read && updates_ && below(4) == 0) {
      static constexpr std::array<Verb, 3> kUpdates = {Verb::exchange, Verb::add, Verb::cas};
      made.verb = kUpdates[below(kUpdates.size())];
      made.value = static_cast<std::uint8_t>(made.verb == Verb::cas ? below(2) : 1);
      if (made.verb == Verb::cas) made.desired = 7;
      static constexpr std::array<Mode, 3> kHalves = {Mode::acq, Mode::rel, Mode::acqrel};
      made.mode = choose(kHalves[below(kHalves.size())]);
    } else if (can_read && below(2) == 0) {
      made.mode = plain_ && below(3) == 0 ? Mode::na : choose(Mode::acq);
    } else {
      made.verb = Verb::write;
      // Each write has its own value, to tell from whom a read reads.
      made.value = static_cast<std::uint8_t>(1 + written_[word]++ % 5);
      made.mode = plain_ && below(3) == 0 ? Mode::na : choose(Mode::rel);
      if (next_register_ != first_register_ && below(10) == 0) {
        made.source = static_cast<std::int8_t>(next_register_ - 1);
        made.value = 0;
      }
    }
    if (reads(made.verb)) made.target = static_cast<std::uint8_t>(next_register_++);
    return made;
  }

  std::mt19937_64 random_;
  unsigned words_ = 2;
  unsigned strength_ = 0;
  bool plain_ = false;
  bool locks_ = false;
  bool updates_ = false;
  unsigned word_ = 0;
  std::array<unsigned, 4> written_{};
  unsigned next_register_ = 0;
  unsigned first_register_ = 0;  // of this thread
};

}  // namespace

Program random_litmus(std::uint64_t seed) { return Generator(seed).generate(); }

}  // namespace epcheck::litmus
