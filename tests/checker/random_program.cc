// SPDX-License-Identifier: MIT
#include "tests/checker/random_program.h"

#include <fmt/format.h>

#include <random>

#include "checker/atomic.h"
#include "checker/choice.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck::random_program {

namespace {

struct Shared {
  alignas(8) atomic<int> variables[2];
  plain<int> plains[2];
  rwlock locks[2];
};

/// What a sleeping thread waits for; on its stack.
struct Awaited {
  const atomic<int>* variable;
  int value;
};

class Runner {
 public:
  explicit Runner(Shared* shared) : shared_(shared) {}

  void act(Action action) {
    atomic<int>& variable = shared_->variables[action.object];
    plain<int>& plain = shared_->plains[action.object];
    rwlock& lock = shared_->locks[action.object];
    switch (action.verb) {
      case Verb::load:
        return observe(variable.load(action.order));
      case Verb::store:
        return variable.store(action.value, action.order);
      case Verb::add:
        return observe(variable.fetch_add(action.value + 1, action.order));
      case Verb::swap:
        return observe(variable.exchange(action.value, action.order));
      case Verb::cas: {
        int expected = action.value;
        return observe(variable.compare_exchange_strong(expected, action.value + 1, action.order));
      }
      case Verb::load_both: {
        std::uint64_t both = hook(pack(OpKind::load, 8, Order::seq_cst), shared_->variables);
        return observe(static_cast<int>((both & 1) + (both >> 32)));
      }
      case Verb::store_both:
        hook(pack(OpKind::store, 8, Order::seq_cst), shared_->variables,
             action.value * 0x1'0000'0001u);
        return;
      case Verb::plain_load:
        return observe(plain);
      case Verb::plain_store:
        plain = action.value;
        return;
      case Verb::lock:
        return lock.lock();
      case Verb::unlock:
        return lock.unlock();
      case Verb::read_lock:
        return lock.lock_shared();
      case Verb::read_unlock:
        return lock.unlock_shared();
      case Verb::try_lock:
        locked_ = lock.try_lock();
        return observe(locked_);
      case Verb::unlock_if_locked:
        if (locked_) lock.unlock();
        locked_ = false;
        return;
      case Verb::sleep: {
        Awaited awaited{&variable, action.value};
        return wait_until(
            [](const void* p) {
              const Awaited& wanted = *static_cast<const Awaited*>(p);
              return wanted.variable->peek() == wanted.value;
            },
            &awaited);
      }
      case Verb::choose:
        return observe(static_cast<int>(choose(action.value + 2u)));
      case Verb::skip_if:
        return;
      case Verb::fence:
        return fence(action.order);
    }
  }

  bool skips(Action action) const { return action.verb == Verb::skip_if && last_ % 2 == 1; }
  void observe(int value) {
    last_ = value;
    seen_ = seen_ * 8 + value + 1;
  }
  std::int64_t seen() const { return seen_; }

 private:
  Shared* shared_;
  int last_ = 0;
  bool locked_ = false;
  std::int64_t seen_ = 0;
};

void run_thread(const Program* program, unsigned thread, Shared* shared) {
  Runner runner(shared);
  const std::vector<Action>& actions = program->actions[thread];
  for (std::size_t i = 0; i < actions.size(); ++i) {
    runner.act(actions[i]);
    if (runner.skips(actions[i])) ++i;
  }
  outcome({static_cast<std::int64_t>(thread), runner.seen()});
}

constexpr const char* kNames[] = {"load",      "store",      "add",     "swap",    "cas",
                                  "load-both", "store-both", "pload",   "pstore",  "lock",
                                  "unlock",    "rlock",      "runlock", "trylock", "unlock-if",
                                  "sleep",     "choose",     "skip-if", "fence"};

/// One that C++ allows for the verb.
Order random_order(Verb verb, unsigned random) {
  static constexpr Order kLoad[] = {Order::relaxed, Order::acquire, Order::seq_cst};
  static constexpr Order kStore[] = {Order::relaxed, Order::release, Order::seq_cst};
  static constexpr Order kAny[] = {Order::acquire, Order::release, Order::acq_rel, Order::seq_cst,
                                   Order::relaxed};
  if (verb == Verb::load) return kLoad[random % 3];
  if (verb == Verb::store) return kStore[random % 3];
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
  bool both = !shape.orders && below(4) == 0;
  unsigned budget = program.threads > 2 ? shape.max_actions / 2 : shape.max_actions;
  for (unsigned thread = 0; thread < program.threads; ++thread) {
    std::vector<Action>& actions = program.actions[thread];
    auto simple = [&] {
      static constexpr Verb kSimple[] = {
          Verb::load,        Verb::load,   Verb::store,      Verb::store,       Verb::add,
          Verb::swap,        Verb::cas,    Verb::plain_load, Verb::plain_store, Verb::plain_load,
          Verb::plain_store, Verb::choose, Verb::sleep};
      Verb verb = kSimple[below(std::size(kSimple))];
      if (shape.orders && below(6) == 0) verb = Verb::fence;
      if (both && (verb == Verb::load || verb == Verb::store) && below(2) == 0)
        verb = verb == Verb::load ? Verb::load_both : Verb::store_both;
      actions.push_back({verb, below(2), below(2)});
      if (shape.orders) actions.back().order = random_order(verb, below(60));
    };
    unsigned n = 1 + below(budget);
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
  std::string text = fmt::format("seed {}\n", program.seed);
  for (unsigned thread = 0; thread < program.threads; ++thread) {
    text += fmt::format("  T{}:", thread);
    for (Action action : program.actions[thread])
      text += fmt::format(" {}({},{},{})", kNames[static_cast<int>(action.verb)], action.object,
                          action.value, static_cast<int>(action.order));
    text += '\n';
  }
  return text;
}

namespace {

/// Only locks must begin as something.
Shared* make_shared(const Program& program) {
  if (!program.raw) return make<Shared>();
  Shared* shared = make_raw<Shared>();
  for (rwlock& lock : shared->locks)
    hook(pack(OpKind::store, sizeof lock, Order::relaxed), &lock, 0);
  return shared;
}

}  // namespace

void run(const Program& program) {
  Shared* shared = make_shared(program);
  for (unsigned i = 0; i < program.threads; ++i) {
    const Program* p = &program;
    thread([p, i, shared] { run_thread(p, i, shared); });
  }
}

namespace {

struct Node {
  atomic<Node*> next;
  atomic<int> value;
};

/// A chain of what the threads have of their own: each looks into the one before it.
[[gnu::noinline]] int link_up(Node* own, atomic<Node*>* head) {
  own->value.store(3);
  Node* before = head->exchange(own);
  own->next.store(before);
  if (before == nullptr) return 0;
  before->value.fetch_add(1);
  return before->next.load() == nullptr ? 1 : 2;
}

void run_equal(const Program* program, Shared* shared, atomic<Node*>* head) {
  int linked = 0;
  if (program->seed % 3 == 0)
    linked = link_up(program->raw ? make_raw<Node>() : make<Node>(), head);
  Node on_stack{};
  if (program->seed % 3 == 1) linked = link_up(&on_stack, head);
  run_thread(program, 0, shared);
  outcome({linked, on_stack.value.load()});
}

}  // namespace

void run_alike(const Program& program) {
  Shared* shared = make_shared(program);
  auto* head = make<atomic<Node*>>();
  const Program* p = &program;
  for (unsigned i = 0; i < 2 + program.seed % 5 / 4; ++i)
    thread([p, shared, head] { run_equal(p, shared, head); }, "equal");
  if (program.seed % 2 == 0) thread([p, shared] { run_thread(p, 1, shared); }, "other");
}

}  // namespace epcheck::random_program
