// SPDX-License-Identifier: MIT
// Linked data without locks, or with less of a lock than a list usually has.
#include "bench/bodies.h"
#include "bench/cas_rwlock.h"
#include "bench/crew.h"
#include "checker/atomic.h"
#include "checker/memory.h"
#include "checker/plain.h"
#include "checker/report.h"

namespace epcheck::bench {

namespace {

struct Stack {
  struct Node {
    plain<unsigned> value;
    plain<Node*> next;
  };
  atomic<Node*> top;
  Node nodes[kMost];

  void push(Node* node) {
    Node* old;
    do {
      old = top.load(Order::acquire);
      node->next = old;
    } while (!top.compare_exchange_strong(old, node, Order::release));
  }
  /// Null if it is empty.
  Node* pop() {
    Node *old, *next;
    do {
      old = top.load(Order::acquire);
      if (old == nullptr) return nullptr;
      next = old->next;
    } while (!top.compare_exchange_strong(old, next, Order::acq_rel));
    return old;
  }
};

struct Queue {
  struct Node {
    plain<unsigned> value;
    atomic<Node*> next;
  };
  atomic<Node*> head, tail;
  Node nodes[kMost + 1];  // the first is the sentinel

  void enqueue(Node* node) {
    for (;;) {
      Node* last = tail.load(Order::acquire);
      Node* next = last->next.load(Order::acquire);
      if (last != tail.load(Order::acquire)) continue;
      if (next != nullptr) {
        tail.compare_exchange_strong(last, next, Order::acq_rel);
        continue;
      }
      if (last->next.compare_exchange_strong(next, node, Order::acq_rel)) {
        tail.compare_exchange_strong(last, node, Order::acq_rel);
        return;
      }
    }
  }
  /// 0 if it is empty.
  unsigned dequeue() {
    for (;;) {
      Node* first = head.load(Order::acquire);
      Node* last = tail.load(Order::acquire);
      Node* next = first->next.load(Order::acquire);
      if (first != head.load(Order::acquire)) continue;
      if (next == nullptr) return 0;
      if (first == last) {
        tail.compare_exchange_strong(last, next, Order::acq_rel);
        continue;
      }
      unsigned value = next->value;
      if (!head.compare_exchange_strong(first, next, Order::acq_rel)) continue;
      require(value > 0, "a node without a value is dequeued");
      return value;
    }
  }
};

/// Producers add at the tail by one exchange, under the *read* side of the lock (as epoll's
/// list_add_tail_lockless did); who empties the list takes the write side.
struct ExchangeList {
  struct Node {
    atomic<Node*> next;
    plain<Node*> prev;
  };
  CasRwlock lock;
  Node head;
  atomic<Node*> tail;  // the head's prev
  Node nodes[kMost];

  void init() {
    head.next.store(&head, Order::relaxed);
    tail.store(&head, Order::relaxed);
  }
  void add_tail(Node* node) {
    node->next.store(&head, Order::relaxed);
    Node* prev = tail.exchange(node, Order::acq_rel);
    prev->next.store(node, Order::relaxed);
    node->prev = prev;
  }
  /// The number of nodes; `*last` is the last one, or the head.
  unsigned count(Node** last) {
    unsigned nodes_seen = 0;
    *last = &head;
    for (Node* p = head.next.load(Order::relaxed); p != &head; p = p->next.load(Order::relaxed)) {
      ++nodes_seen;
      *last = p;
    }
    return nodes_seen;
  }
};

struct Consumed {
  ExchangeList list;
  plain<unsigned> got;
};

void consume(Consumed* shared, bool bug) {
  ExchangeList& list = shared->list;
  bug ? list.lock.lock_shared() : list.lock.lock();
  ExchangeList::Node* last;
  unsigned count = list.count(&last);
  require(last == list.tail.load(Order::relaxed), "the list does not lead to its tail");
  list.init();
  shared->got = count;
  bug ? list.lock.unlock_shared() : list.lock.unlock();
}

}  // namespace

/// Treiber's stack: N push, M pop.
void run_treiber(const Size& size) {
  auto* stack = make<Stack>();
  Crew crew;
  for (unsigned i = 0; i < size.n; ++i) {
    auto pusher = [stack, i] {
      stack->nodes[i].value = i + 1;
      stack->push(&stack->nodes[i]);
    };
    crew.start(pusher, "pusher");
  }
  for (unsigned i = 0; i < size.m; ++i) {
    auto popper = [stack, &size] {
      Stack::Node* node = stack->pop();
      unsigned value = node == nullptr ? 0 : node->value.load();
      if (node != nullptr) require(value > 0, "a node without a value is popped");
      if (size.observe) outcome({value});
    };
    crew.start(popper, "popper");
  }
  crew.join();
}

/// The queue of Michael and Scott: N enqueue, M dequeue.
void run_msqueue(const Size& size) {
  auto* queue = make<Queue>();
  queue->head.store(&queue->nodes[0], Order::relaxed);
  queue->tail.store(&queue->nodes[0], Order::relaxed);
  Crew crew;
  for (unsigned i = 1; i <= size.n; ++i) {
    auto enqueuer = [queue, i] {
      queue->nodes[i].value = i;
      queue->nodes[i].next.store(nullptr, Order::relaxed);
      queue->enqueue(&queue->nodes[i]);
    };
    crew.start(enqueuer, "enqueuer");
  }
  for (unsigned i = 0; i < size.m; ++i) {
    auto dequeuer = [queue, &size] {
      unsigned value = queue->dequeue();
      if (size.observe) outcome({value});
    };
    crew.start(dequeuer, "dequeuer");
  }
  crew.join();
}

/// N producers and one consumer; bug: the consumer takes the read side, too.
void run_xchglist(const Size& size) {
  auto* shared = make<Consumed>();
  shared->list.init();
  Crew crew;
  for (unsigned i = 0; i < size.n; ++i) {
    auto producer = [shared, i] {
      shared->list.lock.lock_shared();
      shared->list.add_tail(&shared->list.nodes[i]);
      shared->list.lock.unlock_shared();
    };
    crew.start(producer, "producer");
  }
  crew.start([shared, &size] { consume(shared, size.bug); }, "consumer");
  crew.join();
  ExchangeList::Node* last;
  unsigned got = shared->got;
  unsigned left = shared->list.count(&last);
  require(got + left == size.n, "a node is lost");
  if (size.observe) outcome({got});
}

}  // namespace epcheck::bench
