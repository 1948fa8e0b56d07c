// SPDX-License-Identifier: MIT
#include "checker/way_out.h"

#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/recorder.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

class Silent : public Recorder {
 public:
  void on_thread(unsigned, std::string_view) override {}
  void on_op(const OpEvent&) override {}
  void on_note(std::size_t, unsigned, std::string_view, std::string_view,
               std::string_view) override {}
  void on_violation(std::size_t, unsigned, std::string_view, std::string_view) override {
    violated = true;
  }
  bool violated = false;
};

void lose_an_update() {
  atomic<int> counter{0};
  auto add = [&counter] { counter = counter + 1; };
  thread a(add), b(add);
  a.join();
  b.join();
  require(counter == 2, "an update is lost");
}

class WayOutOf : public testing::TestWithParam<Search> {};

// After the second thread has read, too, both have read 0: then nothing helps.
TEST_P(WayOutOf, ALostUpdateIsBeforeTheSecondRead) {
  Options options;
  options.search = GetParam();
  Result result = check(lose_an_update, options);
  options.learned = result.learned;
  const Schedule failing = result.violations.at(0).schedule;
  WayOut way = way_out(lose_an_update, options, failing);
  ASSERT_TRUE(way.found);
  EXPECT_TRUE(way.exhaustive);
  EXPECT_TRUE(std::equal(failing.begin(), failing.begin() + way.decision, way.schedule.begin()));
  EXPECT_NE(failing[way.decision], way.schedule[way.decision]);
  Silent seen;
  EXPECT_EQ(replay(lose_an_update, options, way.schedule, seen), way.schedule.size());
  EXPECT_FALSE(seen.violated);
}

INSTANTIATE_TEST_SUITE_P(Each, WayOutOf, testing::Values(Search::states, Search::naive));

TEST(WayOut, ThereIsNoneWhereEveryScheduleFails) {
  auto fails = [] {
    atomic<int> x{0};
    thread a([&] { x = 1; });
    a.join();
    require(x == 2, "never");
  };
  Options options;
  Result result = check(fails, options);
  options.learned = result.learned;
  WayOut way = way_out(fails, options, result.violations.at(0).schedule);
  EXPECT_FALSE(way.found);
  EXPECT_TRUE(way.exhaustive);
}

}  // namespace
}  // namespace epcheck
