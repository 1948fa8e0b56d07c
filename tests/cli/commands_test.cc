// SPDX-License-Identifier: MIT
// What holds for all commands, read off the one table of options.
#include "cli/commands.h"

#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <sstream>

#include "cli/option_table.h"
#include "tests/cli/binary.h"

namespace epcheck::cli {
namespace {

using testing::HasSubstr;

TEST(Commands, AreFoundByTheNameThatTheyCallThemselves) {
  std::set<std::string> names;
  for (const Command& command : commands()) {
    EXPECT_EQ(command.arguments()->text().name, command.name);
    EXPECT_TRUE(names.insert(command.name).second) << command.name;
  }
}

TEST(Commands, EachHelpsWithItsUsageAndOptions) {
  for (const CommandRow& row : option_table()) {
    Ran ran = run_binary(row.text.name + " --help");
    EXPECT_EQ(ran.code, 0) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("Usage: " + called_as(row.text)));
    for (const OptionRow& option : row.options)
      EXPECT_THAT(ran.output, HasSubstr(option.names.front()));
  }
}

TEST(Commands, TheHelpOfEpcheckNamesTheOthers) {
  std::string help = run_binary("--help").output;
  for (const Command& command : commands().subspan(1))
    EXPECT_THAT(help, HasSubstr(command.arguments()->text().summary));
}

TEST(Commands, EachOptionIsInTheDocumentation) {
  std::ostringstream page;
  page << std::ifstream(EPCHECK_SOURCE_DIR "/docs/cli.md").rdbuf();
  for (const CommandRow& row : option_table()) {
    EXPECT_THAT(page.str(), HasSubstr(called_as(row.text)));
    for (const OptionRow& option : row.options)
      EXPECT_THAT(page.str(), HasSubstr(option.names.front()));
  }
}

TEST(Commands, OneThatIsMisspelledIsTwoWithTheNearest) {
  Ran ran = run_binary("replya");
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.output, "epcheck: there is no file `replya`; did you mean `epcheck replay`?\n");
}

TEST(Commands, AnUnknownOptionOfOneIsTwoWithTheNearest) {
  Ran ran = run_binary("list --jsn");
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.output,
            "epcheck: unknown option `--jsn`; did you mean `--json`?\n"
            "Try 'epcheck list --help'.\n");
}

}  // namespace
}  // namespace epcheck::cli
