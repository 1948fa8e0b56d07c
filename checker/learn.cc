// SPDX-License-Identifier: MIT
// Learns which words are shared, before a long search. A depth-first search sees the orders of the
// last steps long before it sees another order of the first ones, and each word that it finds out
// about late costs a new start. Random walks see all kinds of orders soon. What they learn is true
// of the program, and the search goes on checking; so the result is the same, only sooner.
#include <random>

#include "checker/search.h"

namespace epcheck {

namespace {

constexpr unsigned kMostWalks = 20'000;
constexpr unsigned kLongestWalk = 2'000;

/// Odd walks change the thread at each step, even ones seldom: some conflicts need long runs.
void walk(Machine& machine, std::mt19937_64& random, unsigned number) {
  std::vector<Decision> decisions;
  unsigned last = kMaxThreads;
  for (unsigned steps = 0; steps < kLongestWalk && !machine.failed(); ++steps) {
    decisions.clear();
    machine.decisions(decisions);
    if (decisions.empty()) return;
    Decision decision = decisions[random() % decisions.size()];
    if (number % 2 == 0 && random() % 16 != 0)
      for (Decision same : decisions)
        if (same.thread == last) decision = same;
    last = decision.thread;
    machine.step(decision);
    // A loop without points is as long as a walk can be.
    if (thread_state(decision.thread).code.flags & kCut) return;
  }
}

}  // namespace

bool learn_words(Machine& machine, const Bounds& bounds, unsigned quiet_walks) {
  StepObserver* observer = machine.observer;
  machine.observer = nullptr;
  std::mt19937_64 random(1);
  bool news = false;
  unsigned quiet = 0;
  machine.set_hashing(false);
  machine.restart();
  for (unsigned number = 0; number < kMostWalks && quiet < quiet_walks && !bounds.no_time_left();
       ++number, ++quiet) {
    walk(machine, random, number);
    if (machine.words().has_news()) {
      news = true;
      quiet = 0;
      machine.take_news();
      machine.restart();
    } else {
      while (machine.depth() > 0) machine.undo();
    }
  }
  machine.set_hashing(true);
  machine.observer = observer;
  return news;
}

}  // namespace epcheck
