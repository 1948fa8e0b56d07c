// SPDX-License-Identifier: MIT
#include "scenarios/loader/edit_distance.h"

#include <gtest/gtest.h>

namespace epcheck::scenario {
namespace {

TEST(EditDistance, CountsEditsAndSwapsOfNeighbours) {
  EXPECT_EQ(edit_distance("wait", "wait", 3), 0u);
  EXPECT_EQ(edit_distance("wiat", "wait", 3), 1u);
  EXPECT_EQ(edit_distance("wat", "wait", 3), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting", 3), 3u);
}

TEST(EditDistance, GivesUpBeyondTheLimit) { EXPECT_EQ(edit_distance("abc", "xyz", 2), 3u); }

TEST(Nearest, PrefersWhatDiffersInCaseOnly) { EXPECT_EQ(nearest("in", {"is", "IN"}), "IN"); }

TEST(Nearest, TakesTheEarlierOfEquals) { EXPECT_EQ(nearest("dat", {"date", "data"}), "date"); }

TEST(Nearest, FindsAKnownWordThatGoesOn) {
  EXPECT_EQ(nearest("infinite", {"0", "finite", "inf"}), "inf");
}

TEST(Nearest, HasNothingToSayAboutAStranger) {
  EXPECT_EQ(nearest("teleport", {"wait", "read"}), "");
}

}  // namespace
}  // namespace epcheck::scenario
