// SPDX-License-Identifier: MIT
// The rules about locks: code that breaks one is reported by its name, and nothing else is.
#include "model/locking.h"

#include <gtest/gtest.h>

#include <string>

#include "checker/memory.h"
#include "model/eventpoll.h"
#include "model/fdtable.h"
#include "model/file.h"
#include "tests/model/kernel_world.h"

namespace epcheck {
namespace {

using Names = std::vector<std::string>;

template <class F>
Names broken(F body, const char* kernel = "v7.1") {
  Names names;
  for (const Violation& violation : explore(kernel_named(kernel), body).violations)
    names.push_back(violation.property);
  return names;
}

Eventpoll* new_instance() { return file_of(current_task(), sys_epoll_create1(0))->eventpoll(); }

TEST(LockRules, mutex_is_not_taken_under_a_spinlock) {
  EXPECT_EQ(broken([] {
              Eventpoll* ep = new_instance();
              spin_lock_irq(ep->lock);
              mutex_lock(ep->mtx);
            }),
            (Names{"lock-order", "sleep-in-atomic"}));
}

TEST(LockRules, softirq_does_not_sleep) {
  EXPECT_EQ(broken([] {
              Eventpoll* ep = new_instance();
              interrupt("softirq", [ep] { mutex_lock(ep->mtx); });
            }),
            (Names{"sleep-in-atomic"}));
}

// 002b343669c4 relies on it: the callback may come by interrupt while the lock is held.
TEST(LockRules, ready_lock_needs_interrupts_off) {
  EXPECT_EQ(broken([] { spin_lock(new_instance()->lock); }), (Names{"irqs-on"}));
}

// _irq in a place that is called with interrupts off turns them on too early.
TEST(LockRules, inner_unlock_does_not_turn_interrupts_on) {
  EXPECT_EQ(broken([] {
              Eventpoll* ep = new_instance();
              spin_lock_irq(ep->lock);
              spin_lock_irq(ep->wq.lock);
              spin_unlock_irq(ep->wq.lock);
            }),
            (Names{"irqs-reenabled"}));
}

TEST(LockRules, hardirq_does_not_turn_interrupts_on) {
  EXPECT_EQ(broken([] {
              Eventpoll* ep = new_instance();
              interrupt(
                  "hardirq",
                  [ep] {
                    spin_lock_irq(ep->lock);
                    spin_unlock_irq(ep->lock);
                  },
                  Context::hardirq);
            }),
            (Names{"irqs-reenabled"}));
}

// A wake-up of pollers under ep->lock is what ep_poll_safewake() is put off for.
TEST(LockRules, queue_lock_comes_before_ready_lock) {
  EXPECT_EQ(broken([] {
              Eventpoll* ep = new_instance();
              bool flags = spin_lock_irqsave(ep->lock);
              ep_poll_safewake(ep);
              spin_unlock_irqrestore(ep->lock, flags);
            }),
            (Names{"lock-order"}));
}

TEST(LockRules, ready_list_needs_its_lock) {
  EXPECT_EQ(broken([] { ep_check_ready_access(new_instance(), ReadyAccess::writer); }),
            (Names{"unlocked-access"}));
  EXPECT_EQ(broken([] {
              Eventpoll* ep = new_instance();
              mutex_lock(ep->mtx);
              ep_check_ready_access(ep, ReadyAccess::scanner);
            }),
            (Names{}));
}

// Those who share ep->lock add by exchanges only.
TEST(LockRules, shared_ready_lock_is_for_exchanges) {
  auto access = [](ReadyAccess how) {
    return broken(
        [how] {
          Eventpoll* ep = new_instance();
          bool flags = read_lock_irqsave(ep->lock);
          ep_check_ready_access(ep, how);
          read_unlock_irqrestore(ep->lock, flags);
        },
        "v5.1");
  };
  EXPECT_EQ(access(ReadyAccess::exchanger), (Names{}));
  EXPECT_EQ(access(ReadyAccess::writer), (Names{"unlocked-access"}));
}

TEST(LockRules, list_entry_is_added_once_and_deleted_once) {
  EXPECT_EQ(broken([] {
              auto* list = make<ListHead>();
              auto* entry = make<ListHead>();
              list_add(entry, list);
              list_add_tail(entry, list);
            }),
            (Names{"list-corruption"}));
  EXPECT_EQ(broken([] {
              auto* list = make<ListHead>();
              auto* entry = make<ListHead>();
              list_add(entry, list);
              list_del(entry);
              list_del(entry);
            }),
            (Names{"list-corruption"}));
}

/// A task and an interrupt of one CPU; the task takes a lock of a class that interrupts take.
template <class Take, class Release>
Result one_cpu(Take take, Release release) {
  return check([take, release] {
    boot(kernel_named("v7.1"));
    Cpu* cpu = make<Cpu>();
    Eventpoll* ep = new_instance();
    interrupt(
        "hardirq",
        [ep] {
          bool flags = spin_lock_irqsave(ep->lock);
          spin_unlock_irqrestore(ep->lock, flags);
        },
        Context::hardirq, cpu);
    Task* task = task_create(kernel(), current_task()->process, "task");
    task->cpu = cpu;
    thread([task, ep, take, release] {
      task_begin(task);
      take(ep->lock);
      release(ep->lock);
    });
  });
}

// The interrupt waits for the lock that its own CPU holds, and that CPU for the interrupt (B41).
TEST(Interrupts, deadlock_with_the_lock_of_their_cpu) {
  Result result =
      one_cpu([](Spinlock& lock) { spin_lock(lock); }, [](Spinlock& lock) { spin_unlock(lock); });
  Names names;
  for (const Violation& violation : result.violations) names.push_back(violation.property);
  EXPECT_EQ(names, (Names{"deadlock", "irqs-on"}));
}

TEST(Interrupts, wait_until_their_cpu_takes_them) {
  EXPECT_EQ(one_cpu([](Spinlock& lock) { spin_lock_irq(lock); },
                    [](Spinlock& lock) { spin_unlock_irq(lock); })
                .verdict,
            Verdict::holds);
}

}  // namespace
}  // namespace epcheck
