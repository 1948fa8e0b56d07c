// SPDX-License-Identifier: MIT
// How a random program is made from its seed, and shown.
#include <fmt/format.h>

#include <random>

#include "tests/checker/random_program.h"

namespace epcheck::random_program {

namespace {

constexpr const char* kNames[] = {
    "load",      "store",  "add",       "swap",   "cas",     "load-both", "store-both",
    "pload",     "pstore", "lock",      "unlock", "rlock",   "runlock",   "trylock",
    "unlock-if", "sleep",  "sleep-any", "choose", "skip-if", "fence",     "retry",
    "fail-if",   "join",   "put",       "look",   "poke",    "take",      "drop"};

/// One that C++ allows for the verb.
Order random_order(Verb verb, unsigned random) {
  static constexpr Order kLoad[] = {Order::relaxed, Order::acquire, Order::seq_cst};
  static constexpr Order kStore[] = {Order::relaxed, Order::release, Order::seq_cst};
  static constexpr Order kAny[] = {Order::acquire, Order::release, Order::acq_rel, Order::seq_cst,
                                   Order::relaxed};
  if (verb == Verb::load || verb == Verb::look || verb == Verb::poke || verb == Verb::drop)
    return kLoad[random % 3];
  if (verb == Verb::store || verb == Verb::put) return kStore[random % 3];
  return kAny[random % (verb == Verb::fence ? 4 : 5)];
}

}  // namespace

Program generate(std::uint64_t seed, const Shape& shape) {
  std::mt19937_64 random(seed * 0x9E3779B97F4A7C15u + 1);
  auto below = [&](unsigned n) { return static_cast<std::uint8_t>(random() % n); };
  Program program;
  program.seed = seed;
  program.raw = shape.raw;
  program.threads = shape.min_threads + below(shape.max_threads - shape.min_threads + 1);
  if (shape.joins) program.ending = static_cast<Ending>(below(3));
  bool both = !shape.orders && below(4) == 0;
  unsigned budget = std::max(1u, shape.max_actions / (program.threads - 1));
  for (unsigned thread = 0; thread < program.threads; ++thread) {
    std::vector<Action>& actions = program.actions[thread];
    auto simple = [&] {
      static constexpr Verb kSimple[] = {
          Verb::load,        Verb::load,   Verb::store,      Verb::store,       Verb::add,
          Verb::swap,        Verb::cas,    Verb::plain_load, Verb::plain_store, Verb::plain_load,
          Verb::plain_store, Verb::choose, Verb::sleep,      Verb::sleep_any,   Verb::retry};
      static constexpr Verb kBoxes[] = {Verb::put,  Verb::look, Verb::look,
                                        Verb::poke, Verb::take, Verb::drop};
      Verb verb = kSimple[below(std::size(kSimple))];
      if (shape.boxes && below(2) == 0) verb = kBoxes[below(std::size(kBoxes))];
      if (below(24) == 0) verb = Verb::fail_if;
      if (shape.orders && below(6) == 0) verb = Verb::fence;
      if (both && (verb == Verb::load || verb == Verb::store) && below(2) == 0)
        verb = verb == Verb::load ? Verb::load_both : Verb::store_both;
      actions.push_back({verb, below(2), below(2)});
      if (shape.orders) actions.back().order = random_order(verb, below(60));
    };
    unsigned n = 1 + below(budget);
    if (shape.joins && thread != 0 && below(4) == 0)
      actions.push_back({Verb::join, below(thread), 0});
    while (actions.size() < n) {
      std::uint8_t lock = below(2);
      switch (below(8)) {
        case 0:
        case 1:
          actions.push_back({Verb::lock, lock, 0});
          simple();
          if (below(3) == 0)
            actions.push_back({Verb::lock, static_cast<std::uint8_t>(1 - lock), 0});
          simple();
          if (actions[actions.size() - 2].verb == Verb::lock)
            actions.push_back({Verb::unlock, static_cast<std::uint8_t>(1 - lock), 0});
          actions.push_back({Verb::unlock, lock, 0});
          break;
        case 2:
          actions.push_back({Verb::read_lock, lock, 0});
          simple();
          actions.push_back({Verb::read_unlock, lock, 0});
          break;
        case 3:
          if (below(2) == 0) {
            actions.push_back({Verb::try_lock, lock, 0});
            simple();
            actions.push_back({Verb::unlock_if_locked, lock, 0});
          } else {
            actions.push_back({Verb::skip_if, 0, 0});
            simple();
          }
          break;
        default:
          simple();
      }
    }
  }
  return program;
}

std::string to_string(const Program& program) {
  std::string text =
      fmt::format("seed {}, ending {}\n", program.seed, static_cast<int>(program.ending));
  for (unsigned thread = 0; thread < program.threads; ++thread) {
    text += fmt::format("  T{}:", thread);
    for (Action action : program.actions[thread])
      text += fmt::format(" {}({},{},{})", kNames[static_cast<int>(action.verb)], action.object,
                          action.value, static_cast<int>(action.order));
    text += '\n';
  }
  return text;
}

}  // namespace epcheck::random_program
