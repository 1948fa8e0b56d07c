// SPDX-License-Identifier: MIT
// For tests of memory models: programs of a few threads on a few words, and what all searches must
// find of them.
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/recorder.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck::tso {

using Outcomes = std::set<std::vector<std::int64_t>>;

inline constexpr Order kRelaxed = Order::relaxed;

/// Shared words of a litmus test, accessed as plain mov instructions.
struct Words {
  atomic<int> x, y;
  mutex lock, other;

  std::int64_t read_x() { return x.load(kRelaxed); }
  std::int64_t read_y() { return y.load(kRelaxed); }
  void write_x(int value) { x.store(value, kRelaxed); }
  void write_y(int value) { y.store(value, kRelaxed); }
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
  for (Options& options : all) options.memory = Memory::tso;
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

/// Every search finds that this property, and no other, is violated, and can show it.
template <class F>
void expect_violated(F body, const std::string& property) {
  class Seen : public Recorder {
   public:
    void on_thread(unsigned, std::string_view) override {}
    void on_op(const OpEvent&) override {}
    void on_note(std::size_t, unsigned, std::string_view, std::string_view,
                 std::string_view) override {}
    void on_violation(std::size_t, unsigned, std::string_view name, std::string_view) override {
      last = name;
    }
    std::string last;
  };
  for (Options options : searches()) {
    Result result = check(body, options);
    ASSERT_EQ(result.violations.size(), 1u);
    EXPECT_EQ(result.violations[0].property, property);
    options.learned = result.learned;
    Seen seen;
    replay(body, options, result.violations[0].schedule, seen);
    EXPECT_EQ(seen.last, property);
  }
}

// Two threads on the words of one litmus test. Each lambda gets the words.
template <class A, class B>
auto two(A a, B b) {
  return [a, b] {
    Words* w = make<Words>();
    thread([w, a] { a(*w); });
    thread([w, b] { b(*w); });
  };
}

template <class A, class B, class C, class D>
auto four(A a, B b, C c, D d) {
  return [a, b, c, d] {
    Words* w = make<Words>();
    thread([w, a] { a(*w); });
    thread([w, b] { b(*w); });
    thread([w, c] { c(*w); });
    thread([w, d] { d(*w); });
  };
}

inline const Outcomes kAllPairs{{0, 0}, {0, 1}, {1, 0}, {1, 1}};
inline const Outcomes kNotBothZero{{0, 1}, {1, 0}, {1, 1}};

}  // namespace epcheck::tso
