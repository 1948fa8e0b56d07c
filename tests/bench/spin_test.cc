// SPDX-License-Identifier: MIT
#include "bench/spin.h"

#include <gtest/gtest.h>

namespace epcheck::bench {
namespace {

/// The numbers of states are those measured once with the same model elsewhere.
TEST(Spin, ModelOfEpollCoreHoldsAndHasTheKnownStates) {
  if (!has_spin()) GTEST_SKIP() << "spin and gcc are not installed";
  SpinRun small = run_spin({2, 1, 1, 1, 1}, 60, 1024);
  EXPECT_TRUE(small.finished) << small.note;
  EXPECT_EQ(small.states, 144u);
  EXPECT_EQ(run_spin({2, 2, 2, 1, 1}, 60, 1024).states, 1084u);
}

TEST(Spin, SaysThatItsMemoryWasNotEnough) {
  if (!has_spin()) GTEST_SKIP() << "spin and gcc are not installed";
  SpinRun run = run_spin({4, 3, 3, 1, 1}, 60, 200);
  EXPECT_FALSE(run.finished);
  EXPECT_EQ(run.note, "more than 200 MiB");
}

}  // namespace
}  // namespace epcheck::bench
