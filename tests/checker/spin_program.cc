// SPDX-License-Identifier: MIT
#include "tests/checker/spin_program.h"

#include <fmt/format.h>

#include <random>

#include "checker/atomic.h"
#include "checker/memory.h"
#include "checker/plain.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck::spin_program {

namespace {

struct Shared {
  atomic<int> variables[2];
  plain<int> data[2];
};

constexpr Order kLoad[] = {Order::relaxed, Order::acquire, Order::seq_cst};
constexpr Order kStore[] = {Order::relaxed, Order::release, Order::seq_cst};
constexpr Order kUpdate[] = {Order::relaxed, Order::acq_rel, Order::seq_cst};

int test_and_set(atomic<int>& x, int value, Order load, Order update) {
  int seen = 0;
  do {
    while (x.load(load) != 0) {
    }
  } while ((seen = x.exchange(value, update)) != 0);
  return seen;
}

int act(Shared* shared, Action action) {
  atomic<int>& x = shared->variables[action.variable];
  atomic<int>& y = shared->variables[1 - action.variable];
  plain<int>& data = shared->data[action.variable];
  const Order load = kLoad[action.strength], store = kStore[action.strength],
              update = kUpdate[action.strength];
  int value = action.value, seen = 0;
  switch (action.verb) {
    case Verb::load:
      return x.load(load);
    case Verb::store:
      x.store(value, store);
      return 0;
    case Verb::add:
      return x.fetch_add(1, update);
    case Verb::await:
      while (x.load(load) != value) {
      }
      return value;
    case Verb::await_other:
      while ((seen = x.load(load)) == value) {
      }
      return seen;
    case Verb::exchange:
      while ((seen = x.exchange(value, update)) == value) {
      }
      return seen;
    case Verb::swap:
      for (int expected = value; !x.compare_exchange_strong(expected, value + 1, update);)
        expected = value;
      return value;
    case Verb::increment:
      do {
        seen = x.load(load);
      } while (!x.compare_exchange_strong(seen, seen + 1, update));
      return seen;
    case Verb::await_both:
      while (x.load(load) != value && y.load(load) != value) {
      }
      return 0;
    case Verb::test_and_set:
      return test_and_set(x, value, load, update);
    case Verb::data_load:
      return data;
    case Verb::data_store:
      data = value;
      return 0;
    case Verb::section:
      test_and_set(x, value, load, update);
      seen = data;
      data = seen + 1;
      x.store(0, store);
      return seen;
  }
  return 0;
}

void run_thread(const std::vector<Action>* actions, unsigned thread, Shared* shared) {
  std::int64_t seen = 0;
  for (std::size_t i = 0; i < actions->size(); ++i)
    seen = seen * 8 + act(shared, (*actions)[i]) + 1;
  outcome({static_cast<std::int64_t>(thread), seen});
}

constexpr const char* kNames[] = {
    "load",      "store",      "add",          "await",     "await-other", "exchange", "swap",
    "increment", "await-both", "test-and-set", "data-load", "data-store",  "section"};

}  // namespace

Program generate(std::uint64_t seed) {
  std::mt19937_64 random(seed * 0x9E3779B97F4A7C15u + 1);
  auto below = [&](unsigned n) { return static_cast<std::uint8_t>(random() % n); };
  Program program(2 + below(2));
  auto verb = [&] {
    static constexpr Verb kSimple[] = {Verb::load, Verb::store, Verb::add};
    static constexpr Verb kData[] = {Verb::data_load, Verb::data_store, Verb::section};
    switch (below(4)) {
      case 0:
        return kData[below(3)];
      case 1:
        return static_cast<Verb>(below(std::size(kNames)));
      default:
        return kSimple[below(3)];
    }
  };
  for (std::vector<Action>& actions : program)
    for (unsigned n = 1 + below(program.size() > 2 ? 3 : 4); n > 0; --n)
      actions.push_back({verb(), below(2), below(3), below(3)});
  return program;
}

std::string to_string(const Program& program) {
  std::string text;
  for (const std::vector<Action>& actions : program) {
    text += "  thread:";
    for (Action action : actions)
      text += fmt::format(" {}({},{},{})", kNames[static_cast<int>(action.verb)], action.variable,
                          action.value, action.strength);
    text += '\n';
  }
  return text;
}

void run(const Program& program) {
  Shared* shared = make<Shared>();
  for (unsigned i = 0; i < program.size(); ++i) {
    const std::vector<Action>* actions = &program[i];
    thread([actions, i, shared] { run_thread(actions, i, shared); });
  }
}

}  // namespace epcheck::spin_program
