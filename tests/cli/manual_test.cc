// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>

#include <cstdlib>

#include "cli/option_table.h"
#include "tests/cli/binary.h"

namespace epcheck::cli {
namespace {

using testing::HasSubstr;

std::string page() { return run_binary("man").output; }

TEST(Manual, GroffHasNothingToSay) {
  Scratch scratch;
  std::string file = scratch.write("epcheck.1", page());
  std::string complaints = scratch.path("complaints");
  EXPECT_EQ(std::system(("groff -ww -man -Tutf8 " + file + " >/dev/null 2>" + complaints).c_str()),
            0);
  EXPECT_EQ(scratch.read("complaints"), "");
}

TEST(Manual, ManFormatsItWithoutWarnings) {
  Scratch scratch;
  std::string file = scratch.write("epcheck.1", page());
  std::string formatted = scratch.path("text");
  std::string command = "MANWIDTH=80 man --warnings -E UTF-8 -l " + file + " >" + formatted +
                        " 2>" + scratch.path("complaints");
  EXPECT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(scratch.read("complaints"), "");
  EXPECT_THAT(scratch.read("text"), HasSubstr("epcheck - model checker for epoll protocols"));
}

TEST(Manual, HasEachCommandWithItsOptions) {
  std::string text = page();
  auto roff = [](const std::string& word) {
    std::string made;
    for (char c : word) made += c == '-' ? std::string("\\-") : std::string(1, c);
    return "\\fB" + made + "\\fR";
  };
  for (const CommandRow& row : option_table()) {
    EXPECT_THAT(text, HasSubstr(roff(called_as(row.text))));
    for (const OptionRow& option : row.options)
      EXPECT_THAT(text, HasSubstr(roff(option.names.front())));
  }
}

}  // namespace
}  // namespace epcheck::cli
