// SPDX-License-Identifier: MIT
// For tests of the weak memory model: programs of a few threads on a few words, and what all
// searches must find of them.
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck::weak {

using Outcomes = std::set<std::vector<std::int64_t>>;

inline constexpr Order kRlx = Order::relaxed, kAcq = Order::acquire, kRel = Order::release,
                       kAcqRel = Order::acq_rel, kSc = Order::seq_cst;

/// Shared words of a litmus test.
struct Words {
  atomic<int> x, y, z;
  mutex lock;
};

/// Every search, with each reduction off in turn.
inline std::vector<Options> searches() {
  std::vector<Options> all{
      {.search = Search::naive},
      {},
      {.reductions = {.learned_words = false}},
      {.reductions = {.tracked_words = false}},
      {.reductions = {.nested_locks = false}},
      {.reductions = {.lone_joins = false}},
      {.reductions = {.live_stacks = false}},
      {.poison_dead_bytes = true},
  };
  for (Options& options : all) options.memory = Memory::weak;
  return all;
}

/// Every search finds exactly these outcomes, and nothing is violated.
template <class F>
void expect(F body, const Outcomes& outcomes) {
  for (const Options& options : searches()) {
    Result result = check(body, options);
    EXPECT_EQ(result.outcomes, outcomes);
    EXPECT_EQ(result.verdict, Verdict::holds) << result.note;
  }
}

/// The same for programs with loops, which the naive search cannot finish.
template <class F>
void expect_with_loops(F body, const Outcomes& outcomes) {
  for (const Options& options : searches()) {
    if (options.search == Search::naive) continue;
    Result result = check(body, options);
    EXPECT_EQ(result.outcomes, outcomes);
    EXPECT_EQ(result.verdict, Verdict::holds) << result.note;
  }
}

/// The outcomes of the states search.
template <class F>
Outcomes outcomes(F body) {
  return check(body, {.memory = Memory::weak}).outcomes;
}

/// One thread for each lambda, on the words of one litmus test.
template <class... F>
auto threads(F... bodies) {
  return [=] {
    Words* w = make<Words>();
    (thread([w, bodies] { bodies(*w); }), ...);
  };
}

/// The same; when they are joined, the last values are the outcome.
template <class... F>
auto threads_and_end(F... bodies) {
  return [=] {
    Words* w = make<Words>();
    thread started[] = {thread([w, bodies] { bodies(*w); })...};
    for (thread& one : started) one.join();
    outcome({w->x.load(kRlx), w->y.load(kRlx)});
  };
}

/// All outcomes of `count` values, each of them 0 or 1, but for some.
inline Outcomes bits(unsigned count, const Outcomes& without = {}) {
  Outcomes all;
  for (unsigned n = 0; n < 1u << count; ++n) {
    std::vector<std::int64_t> values;
    for (unsigned i = 0; i < count; ++i) values.push_back(n >> i & 1);
    if (!without.count(values)) all.insert(values);
  }
  return all;
}

}  // namespace epcheck::weak
