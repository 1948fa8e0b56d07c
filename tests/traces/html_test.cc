// SPDX-License-Identifier: MIT
// What the page is made of; what it does is tested in a browser, in tests/page.
#include "traces/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/traces/example.h"

namespace epcheck {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Html, LoadsNothing) {
  std::string page = write_html(exclusive_et_one());
  for (const char* word : {"http:", "https:", "src=", "@import", "url("})
    EXPECT_THAT(page, Not(HasSubstr(word)));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

// A name from a scenario must not end the script that holds it.
TEST(Html, NamesCannotBreakOut) {
  Story story;
  unsigned w = story.thread("W</script><!--");
  story.note(w, "call", "</script><script>alert(1)</script>");
  Trace trace = story.ends_in("herd", "<b>bad</b>");
  trace.scenario = "</title><script>alert(2)</script>";
  std::string page = write_html(trace);
  EXPECT_THAT(page, Not(HasSubstr("alert(1)</script>")));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("<b>bad")));
  EXPECT_THAT(page, Not(HasSubstr("W</script>")));
}

TEST(Html, GivesTheSameBytesTwice) {
  EXPECT_EQ(write_html(exclusive_et_one()), write_html(exclusive_et_one()));
}

}  // namespace
}  // namespace epcheck
