// SPDX-License-Identifier: MIT
#include "traces/letters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace epcheck {
namespace {

using testing::ElementsAre;

// Nothing in a name may move the cursor of the terminal that shows it.
TEST(Printable, EscapesControlCharacters) {
  EXPECT_EQ(printable("a\x1b[2Jb\n\x7f"), "a\\x1b[2Jb\\x0a\\x7f");
}

// U+202E would show the rest of the line backwards, U+200B hides in a name.
TEST(Printable, EscapesWhatTurnsOrHidesText) {
  EXPECT_EQ(printable("a\u202eb\u200bc"), "a\\u{202e}b\\u{200b}c");
}

// Truncated, overlong and surrogate sequences are no UTF-8.
TEST(Printable, EscapesBytesThatAreNoText) {
  EXPECT_EQ(printable("\xc3 \xc0\xaf \xed\xa0\x80"), "\\xc3 \\xc0\\xaf \\xed\\xa0\\x80");
}

TEST(Printable, KeepsOtherScripts) { EXPECT_EQ(printable("čtenář 読み手"), "čtenář 読み手"); }

// East Asian characters take two columns.
TEST(Width, IsInColumnsOfTheTerminal) { EXPECT_EQ(width("č読み"), 5u); }

TEST(Wrap, BreaksAtSpacesAndIndentsTheRest) {
  EXPECT_THAT(wrap("epoll_wait: sleeps on ep0", 14, 2),
              ElementsAre("epoll_wait:", "  sleeps on", "  ep0"));
}

// A word that no line can hold is broken where the line ends.
TEST(Wrap, BreaksLongWords) {
  EXPECT_THAT(wrap("a 0123456789abcdef b", 10, 2),
              ElementsAre("a", "  01234567", "  89abcdef", "  b"));
}

// A wide character is never cut in half.
TEST(Wrap, KeepsWideCharactersWhole) {
  EXPECT_THAT(wrap("a読み手読み手読み手", 8, 0), ElementsAre("a読み手", "読み手読", "み手"));
}

TEST(Wrap, GivesOneLineForNothing) { EXPECT_THAT(wrap("", 10, 2), ElementsAre("")); }

}  // namespace
}  // namespace epcheck
