// SPDX-License-Identifier: MIT
#include "model/wait_queue.h"

#include <gtest/gtest.h>

#include "checker/memory.h"
#include "tests/model/kernel_world.h"

namespace epcheck {
namespace {

/// An entry whose function writes its number into a log and returns what it is told to.
struct Probe {
  Probe(int number, int answer, plain<int>* into)
      : wait(&called, nullptr), id(number), result(answer), log(into) {}
  static int called(WaitQueueEntry* entry, unsigned, unsigned) {
    Probe* probe = reinterpret_cast<Probe*>(entry);  // `wait` is the first member
    *probe->log = *probe->log * 10 + probe->id;
    return probe->result;
  }
  WaitQueueEntry wait;
  int id;
  int result;
  plain<int>* log;
};

struct Queue {
  WaitQueueHead head;
  plain<int> log;
  Probe* probe(int id, int result) { return make<Probe>(id, result, &log); }
  int wake(int nr_exclusive) {
    log = 0;
    wake_up(&head, kTaskNormal, nr_exclusive, 0);
    return log;
  }
};

template <class F>
Outcomes outcomes(F body) {
  return explore(kernel_named("v7.1"), body).outcomes;
}

// Plain entries go to the head, exclusive ones to the tail, so a wake-up tells all plain ones
// first.
TEST(WaitQueue, plain_entries_come_first_newest_first) {
  EXPECT_EQ(outcomes([] {
              Queue* q = make<Queue>();
              add_wait_queue_exclusive(&q->head, &q->probe(1, 1)->wait);
              add_wait_queue(&q->head, &q->probe(2, 1)->wait);
              add_wait_queue_exclusive(&q->head, &q->probe(3, 1)->wait);
              add_wait_queue(&q->head, &q->probe(4, 1)->wait);
              outcome({q->wake(1), q->wake(2), q->wake(0)});
            }),
            (Outcomes{{421, 4213, 4213}}));
}

// Sleepers in epoll_wait are exclusive and at the head: the last to come is woken first.
TEST(WaitQueue, sleepers_are_woken_last_in_first_out) {
  EXPECT_EQ(outcomes([] {
              Queue* q = make<Queue>();
              add_wait_queue_exclusive_locked(&q->head, &q->probe(1, 1)->wait);
              add_wait_queue_exclusive_locked(&q->head, &q->probe(2, 1)->wait);
              outcome({q->wake(1)});
            }),
            (Outcomes{{2}}));
}

// An exclusive entry counts only if its function returned nonzero.
TEST(WaitQueue, entry_that_declines_does_not_count) {
  EXPECT_EQ(outcomes([] {
              Queue* q = make<Queue>();
              add_wait_queue_exclusive(&q->head, &q->probe(1, 0)->wait);
              add_wait_queue_exclusive(&q->head, &q->probe(2, 1)->wait);
              add_wait_queue_exclusive(&q->head, &q->probe(3, 1)->wait);
              outcome({q->wake(1)});
            }),
            (Outcomes{{12}}));
}

// A task that runs already does not use up an exclusive wake-up: the next sleeper gets it.
TEST(WaitQueue, running_task_does_not_consume) {
  EXPECT_EQ(
      outcomes([] {
        Queue* q = make<Queue>();
        Task* asleep = task_create(kernel(), current_task()->process, "asleep");
        Task* running = task_create(kernel(), current_task()->process, "running");
        asleep->state = kTaskInterruptible;
        WaitQueueEntry last(&autoremove_wake_function, asleep);
        WaitQueueEntry first(&autoremove_wake_function, running);
        add_wait_queue_exclusive_locked(&q->head, &last);
        add_wait_queue_exclusive_locked(&q->head, &first);
        wake_up(&q->head, kTaskNormal, 1, 0);
        outcome({asleep->state == kTaskRunning, list_empty(&last.entry), list_empty(&first.entry)});
      }),
      (Outcomes{{1, 1, 0}}));
}

// A wake-up sets one sleeper running, whatever the order of sleeping and waking.
TEST(WaitQueue, sleeper_is_woken_in_every_order) {
  Result result = explore(kernel_named("v7.1"), [] {
    Queue* q = make<Queue>();
    start("sleeper", [q] {
      WaitQueueEntry wait(&autoremove_wake_function, current_task());
      bool flags = spin_lock_irqsave(q->head.lock);
      set_current_state(kTaskInterruptible);
      add_wait_queue_exclusive_locked(&q->head, &wait);
      spin_unlock_irqrestore(q->head.lock, flags);
      schedule();
      outcome({1});
    });
    start("waker", [q] {
      bool seen = false;
      while (!seen) {
        bool flags = spin_lock_irqsave(q->head.lock);
        seen = waitqueue_active(&q->head);
        if (seen) wake_up_locked(&q->head, kTaskNormal, 1, 0);
        spin_unlock_irqrestore(q->head.lock, flags);
      }
    });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{1}}));
}

}  // namespace
}  // namespace epcheck
