// SPDX-License-Identifier: MIT
#include "cli/progress.h"

#include <gtest/gtest.h>

namespace epcheck::cli {
namespace {

TEST(Progress, IsOneLineOfNumbers) {
  Statistics so_far{.states = 1'234'567,
                    .transitions = 9'000'000,
                    .bytes = 64'500'000,
                    .seconds = 4.5,
                    .depth = 87};
  EXPECT_EQ(progress_text("data-split", so_far, 100),
            "  data-split: 1,234,567 states, 2,000,000 transitions/s, depth 87, 64 MB, 4 s");
}

TEST(Progress, FitsTheTerminal) {
  EXPECT_EQ(progress_text("data-split", {.states = 12}, 22), "  data-split: 12 state");
}

}  // namespace
}  // namespace epcheck::cli
