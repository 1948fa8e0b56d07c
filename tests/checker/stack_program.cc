// SPDX-License-Identifier: MIT
#include "tests/checker/stack_program.h"

#include <fmt/format.h>

#include <random>

#include "checker/atomic.h"
#include "checker/choice.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck::stack_program {

namespace {

struct Cell {
  alignas(8) atomic<int> marked;
  plain<int> unmarked;
  mutex lock;
};

constexpr int kUses = static_cast<int>(Verb::own_add) - static_cast<int>(Verb::reach_add);

/// Deeper calls do not reach the variables of the next frame, nor frames that differ in size.
constexpr unsigned kCells = 48, kMargin = 6;

struct Shared {
  atomic<Cell*> slots[2];
  mutex locks[2];
  atomic<int> flag;
};

bool is_raised(const void* flag) { return static_cast<const atomic<int>*>(flag)->peek() != 0; }

class Runner;
void enter(Runner& runner, unsigned function);

class Runner {
 public:
  Runner(Shared* shared, const std::vector<Action>& actions) : shared_(shared), actions_(actions) {}

  /// Up to the end of the function, whose variables these are.
  void run(Cell* own, int step) {
    while (next_ < actions_.size()) {
      Action action = actions_[next_++];
      if (action.verb == Verb::leave) return;
      if (action.verb == Verb::enter) {
        enter(*this, action.object);
        left_->store(1, Order::relaxed);
      } else {
        act(action, own[action.object * step]);
      }
    }
  }

  void observe(int value) { seen_ = seen_ * 8 + value + 1; }
  std::int64_t seen() const { return seen_; }

 private:
  void act(Action action, Cell& own) {
    atomic<Cell*>& slot = shared_->slots[action.object];
    switch (action.verb) {
      case Verb::show:
        return slot.store(&own, action.order);
      case Verb::hide:
        return slot.store(nullptr, action.order);
      case Verb::look:
        known_ = slot.load(action.order);
        return;
      case Verb::lock:
        return shared_->locks[action.object].lock();
      case Verb::unlock:
        return shared_->locks[action.object].unlock();
      case Verb::raise:
        return shared_->flag.store(1, action.order);
      case Verb::await:
        return wait_until(&is_raised, &shared_->flag);
      default:
        if (action.verb >= Verb::own_add)
          use(own, static_cast<Verb>(static_cast<int>(action.verb) - kUses), action.order);
        else if (known_ != nullptr)
          use(*known_, action.verb, action.order);
    }
  }

  void use(Cell& cell, Verb verb, Order order) {
    switch (verb) {
      case Verb::reach_add:
        return observe(cell.marked.fetch_add(1, order));
      case Verb::reach_load:
        return observe(cell.marked.load(order));
      case Verb::reach_store:
        return cell.marked.store(2, order);
      case Verb::reach_plain_load:
        return observe(cell.unmarked);
      case Verb::reach_plain_store:
        cell.unmarked = 3;
        return;
      case Verb::reach_lock:
        cell.lock.lock();
        return cell.lock.unlock();
      default:
        bool locked = cell.lock.try_lock();
        observe(locked);
        if (locked) cell.lock.unlock();
    }
  }

  Shared* shared_;
  const std::vector<Action>& actions_;
  atomic<int>* left_ = make<atomic<int>>();  // a function; only between operations can that be seen
  std::size_t next_ = 0;
  Cell* known_ = nullptr;
  std::int64_t seen_ = 0;
};

/// Three functions with variables at the same places, in other orders.
[[gnu::noinline]] void first(Runner& runner) {
  Cell cells[kCells]{};
  runner.run(cells + kMargin + 1, 1);
}

[[gnu::noinline]] void second(Runner& runner) {
  Cell cells[kCells]{};
  runner.run(cells + kMargin + 2, -1);
  runner.observe(0);
}

[[gnu::noinline]] void third(Runner& runner) {
  Cell cells[kCells]{};
  runner.observe(1);
  runner.run(cells + kMargin, 2);
  runner.observe(2);
}

void enter(Runner& runner, unsigned function) {
  (function == 0 ? first : function == 1 ? second : third)(runner);
}

void run_thread(const std::vector<Action>* actions, unsigned thread, Shared* shared) {
  Runner runner(shared, *actions);
  Cell cells[kCells]{};
  runner.run(cells + kMargin, 1);
  outcome({static_cast<std::int64_t>(thread), runner.seen()});
}

}  // namespace

void run(const Program& program) {
  Shared* shared = make<Shared>();
  for (unsigned i = 0; i < program.threads.size(); ++i) {
    const std::vector<Action>* actions = &program.threads[i];
    thread([actions, i, shared] { run_thread(actions, i, shared); });
  }
}

namespace {

constexpr const char* kNames[] = {
    "enter",      "leave",       "show",        "hide",         "look",       "reach-add",
    "reach-load", "reach-store", "reach-pload", "reach-pstore", "reach-lock", "reach-try",
    "own-add",    "own-load",    "own-store",   "own-pload",    "own-pstore", "own-lock",
    "own-try",    "lock",        "unlock",      "raise",        "await"};

Order order_of(Verb verb, bool strong) {
  if (!strong) return Order::relaxed;
  switch (verb) {
    case Verb::show:
    case Verb::hide:
    case Verb::raise:
    case Verb::reach_store:
    case Verb::own_store:
      return Order::release;
    case Verb::reach_add:
    case Verb::own_add:
      return Order::acq_rel;
    default:
      return Order::acquire;
  }
}

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed * 0x9E3779B97F4A7C15u + 7) {}

  Program make() {
    Program program;
    program.threads.resize(2 + (below(4) == 0));
    locking_ = below(3) != 0;
    for (unsigned i = 0; i < program.threads.size(); ++i) {
      actions_ = &program.threads[i];
      if (i == 0 || below(3) == 0)
        owner();
      else
        user();
    }
    return program;
  }

 private:
  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  void add(Verb verb, unsigned object) {
    actions_->push_back(
        {verb, static_cast<std::uint8_t>(object), order_of(verb, strong_ && below(4) != 0)});
  }

  /// Sometimes under the lock.
  void guarded(Verb verb, unsigned object) {
    bool locked = locking_ && below(4) != 0;
    if (locked) add(Verb::lock, 0);
    add(verb, object);
    if (locked) add(Verb::unlock, 0);
  }

  void own() {
    Verb verb = static_cast<Verb>(static_cast<int>(Verb::own_add) + static_cast<int>(below(kUses)));
    guarded(verb, below(2));
  }

  void owner() {
    for (unsigned calls = 1 + below(2) + (below(3) == 0); calls > 0; --calls) {
      unsigned deep = 1 + (below(4) == 0);
      for (unsigned i = 0; i < deep; ++i) add(Verb::enter, below(3));
      if (below(2) == 0) own();
      if (below(3) != 0) guarded(Verb::show, below(2));
      if (below(3) == 0) own();
      switch (below(4)) {
        case 0:
          add(Verb::await, 0);
          break;
        case 1:
          guarded(Verb::hide, below(2));
          break;
        default:
          break;
      }
      if (below(3) == 0) own();
      for (unsigned i = 0; i < deep; ++i) add(Verb::leave, 0);
    }
  }

  void user() {
    for (unsigned rounds = 1 + (below(3) == 0); rounds > 0; --rounds) {
      bool locked = locking_ && below(4) != 0;
      bool early = below(2) == 0;  // the lock covers the look alone
      if (locked) add(Verb::lock, 0);
      add(Verb::look, below(2));
      if (locked && early) add(Verb::unlock, 0);
      for (unsigned n = 1 + (below(3) == 0); n > 0; --n)
        add(static_cast<Verb>(static_cast<int>(Verb::reach_add) + static_cast<int>(below(kUses))),
            0);
      if (locked && !early) add(Verb::unlock, 0);
      if (below(2) == 0) add(Verb::raise, 0);
    }
  }

  std::mt19937_64 random_;
  std::vector<Action>* actions_ = nullptr;
  bool locking_ = false;
  bool strong_ = true;
};

}  // namespace

Program generate(std::uint64_t seed) { return Maker(seed).make(); }

std::string to_string(const Program& program) {
  std::string text;
  for (std::size_t thread = 0; thread < program.threads.size(); ++thread) {
    text += fmt::format("  T{}:", thread);
    for (Action action : program.threads[thread])
      text += fmt::format(" {}({},{})", kNames[static_cast<int>(action.verb)], action.object,
                          static_cast<int>(action.order));
    text += '\n';
  }
  return text;
}

}  // namespace epcheck::stack_program
