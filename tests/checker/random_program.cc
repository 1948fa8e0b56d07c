// SPDX-License-Identifier: MIT
#include "tests/checker/random_program.h"

#include <optional>

#include "checker/atomic.h"
#include "checker/choice.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck::random_program {

namespace {

struct Box {
  plain<int> value;
};

struct Shared {
  alignas(8) atomic<int> variables[2];
  plain<int> plains[2];
  rwlock locks[2];
  atomic<Box*> boxes[2];
};

/// The threads that have been started before.
struct Earlier {
  std::optional<thread> of[4];
};

/// What a sleeping thread waits for; on its stack.
struct Awaited {
  const atomic<int>* variable;
  int value;
};

bool has_come(const void* p) {
  const Awaited& wanted = *static_cast<const Awaited*>(p);
  return wanted.variable->peek() == wanted.value;
}

class Runner {
 public:
  Runner(Shared* shared, const Earlier* earlier) : shared_(shared), earlier_(earlier) {}

  void act(Action action) {
    atomic<int>& variable = shared_->variables[action.object & 1];
    plain<int>& plain = shared_->plains[action.object & 1];
    rwlock& lock = shared_->locks[action.object & 1];
    atomic<Box*>& slot = shared_->boxes[action.object & 1];
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
        return wait_until(&has_come, &awaited);
      }
      case Verb::sleep_any: {
        Awaited awaited[2] = {{&shared_->variables[0], action.value},
                              {&shared_->variables[1], action.value}};
        const Condition conditions[2] = {{&has_come, &awaited[0]}, {&has_come, &awaited[1]}};
        return observe(static_cast<int>(wait(conditions)));
      }
      case Verb::choose:
        return observe(static_cast<int>(choose(action.value + 2u)));
      case Verb::skip_if:
        return;
      case Verb::fence:
        return fence(action.order);
      case Verb::retry:
        for (int round = 0; round < 2; ++round) {
          int expected = variable.load(Order::relaxed);
          if (variable.compare_exchange_strong(expected, expected + 1, action.order))
            return observe(expected);
        }
        return observe(5);
      case Verb::fail_if:
        return require(last_ % 2 == 0, "odd");
      case Verb::join: {
        std::optional<thread> other = earlier_->of[action.object];
        return other->join();
      }
      case Verb::put: {
        Box* box = make<Box>();
        box->value = action.value;
        return slot.store(box, action.order);
      }
      case Verb::look: {
        Box* box = slot.load(action.order);
        return observe(box == nullptr ? 6 : box->value.load());
      }
      case Verb::poke:
        if (Box* box = slot.load(action.order)) box->value = action.value;
        return;
      case Verb::take:
        if (Box* box = slot.exchange(nullptr, action.order)) destroy(box);
        return;
      case Verb::drop:
        if (Box* box = slot.load(action.order)) destroy(box);
        return;
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
  const Earlier* earlier_;
  int last_ = 0;
  bool locked_ = false;
  std::int64_t seen_ = 0;
};

void run_thread(const Program* program, unsigned thread, Shared* shared, const Earlier* earlier) {
  Runner runner(shared, earlier);
  const std::vector<Action>& actions = program->actions[thread];
  for (std::size_t i = 0; i < actions.size(); ++i) {
    runner.act(actions[i]);
    if (runner.skips(actions[i])) ++i;
  }
  outcome({static_cast<std::int64_t>(thread), runner.seen()});
}

}  // namespace

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
  for (atomic<Box*>& slot : shared->boxes) slot.store(make<Box>());
  Earlier threads{};
  for (unsigned i = 0; i < program.threads; ++i) {
    const Program* p = &program;
    threads.of[i] = thread([p, i, shared, threads] { run_thread(p, i, shared, &threads); });
  }
  if (program.ending == Ending::leaves) return;
  if (program.ending == Ending::joins_all) this_thread::join_all();
  if (program.ending == Ending::joins)
    for (unsigned i = 0; i < program.threads; ++i) threads.of[i]->join();
  outcome({9, shared->variables[0].load(), shared->variables[1].load()});
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
  run_thread(program, 0, shared, nullptr);
  outcome({linked, on_stack.value.load()});
}

}  // namespace

void run_alike(const Program& program) {
  Shared* shared = make_shared(program);
  auto* head = make<atomic<Node*>>();
  const Program* p = &program;
  for (unsigned i = 0; i < 2 + program.seed % 5 / 4; ++i)
    thread([p, shared, head] { run_equal(p, shared, head); }, "equal");
  if (program.seed % 2 == 0) thread([p, shared] { run_thread(p, 1, shared, nullptr); }, "other");
}

}  // namespace epcheck::random_program
