// SPDX-License-Identifier: MIT
// x86-TSO: which outcomes store buffers allow, and which they do not.
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

using Outcomes = std::set<std::vector<std::int64_t>>;

constexpr Order kRelaxed = Order::relaxed;

struct Words {
  atomic<std::uint64_t> x, y;
};

/// Every search, with each reduction off in turn, finds these outcomes and violates nothing.
template <class F>
void expect(F body, const Outcomes& outcomes) {
  Options options[] = {
      {.search = Search::naive},
      {},
      {.reductions = {.learned_words = false}},
      {.reductions = {.tracked_words = false}},
      {.reductions = {.nested_locks = false}},
      {.reductions = {.live_stacks = false}},
      {.poison_dead_bytes = true},
  };
  for (Options& option : options) {
    option.memory = Memory::tso;
    Result result = check(body, option);
    EXPECT_EQ(result.outcomes, outcomes) << "options " << &option - options;
    EXPECT_EQ(result.verdict, Verdict::holds) << result.note;
  }
}

TEST(Tso, StoreBuffering) {
  expect(
      [] {
        Words* w = make<Words>();
        thread([w] {
          w->x.store(1, kRelaxed);
          outcome({static_cast<std::int64_t>(w->y.load(kRelaxed))});
        });
        thread([w] {
          w->y.store(1, kRelaxed);
          outcome({static_cast<std::int64_t>(w->x.load(kRelaxed))});
        });
      },
      {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
}

}  // namespace
}  // namespace epcheck
