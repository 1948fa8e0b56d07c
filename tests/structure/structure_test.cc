// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/structure/room.h"

namespace epcheck::structure {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kLicence = "// SPDX-License-Identifier: MIT\n";

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// Folders that git does not hold.
bool is_foreign(const fs::path& directory) {
  std::string name = directory.filename();
  return name == ".git" || name == "node_modules" || name == "build" || name.starts_with("build-");
}

TEST(Structure, EveryFileKeepsTheRules) {
  fs::path root = EPCHECK_SOURCE_DIR;
  std::vector<std::string> broken;
  std::size_t files = 0;
  for (fs::recursive_directory_iterator entry(root), end; entry != end; ++entry) {
    if (entry->is_directory() && is_foreign(entry->path())) entry.disable_recursion_pending();
    if (!entry->is_regular_file()) continue;
    ++files;
    for (std::string& rule :
         broken_rules(fs::relative(entry->path(), root).generic_string(), read(entry->path())))
      broken.push_back(std::move(rule));
  }
  EXPECT_THAT(broken, IsEmpty());
  EXPECT_GT(files, 50u);
}

TEST(Structure, ArrowsBetweenRoomsGoOneWay) {
  EXPECT_THAT(broken_rules("model/epoll.cc", std::string(kLicence) +
                                                 "\n#include \"checker/op.h\"\n"
                                                 "#include \"scenarios/loader/load.h\"\n"),
              ElementsAre("model/epoll.cc must not include scenarios/loader/load.h"));
}

TEST(Structure, OnlyFromRecordingKnowsTheEngineInTraces) {
  std::string text = std::string(kLicence) + "\n#include \"checker/recorder.h\"\n";
  EXPECT_THAT(broken_rules("traces/from_recording.h", text), IsEmpty());
  EXPECT_THAT(broken_rules("traces/dot.cc", text),
              ElementsAre("traces/dot.cc must not include checker/recorder.h"));
}

TEST(Structure, TheLoaderStandsAlone) {
  EXPECT_THAT(broken_rules("scenarios/loader/load.cc",
                           std::string(kLicence) + "\n#include \"model/protocol.h\"\n"),
              ElementsAre("scenarios/loader/load.cc must not include model/protocol.h"));
}

TEST(Structure, IncludesAreWrittenFromTheRoot) {
  EXPECT_THAT(broken_rules("cli/table.cc", std::string(kLicence) + "\n#include \"table.h\"\n"),
              ElementsAre("cli/table.cc must not include table.h"));
}

TEST(Structure, NoFileIsLongerThanFourHundredLines) {
  std::string text = kLicence + std::string(kMostLines - 1, '\n');
  EXPECT_THAT(broken_rules("bench/x.cc", text), IsEmpty());
  EXPECT_THAT(broken_rules("bench/x.cc", text + '\n'),
              ElementsAre("bench/x.cc has more than 400 lines"));
}

TEST(Structure, SourcesAndScriptsNameTheirLicence) {
  EXPECT_THAT(broken_rules("run", "#!/bin/bash\necho\n"), ElementsAre("run has no SPDX line"));
  EXPECT_THAT(broken_rules("run", "#!/bin/bash\n# SPDX-License-Identifier: MIT\n"), IsEmpty());
  EXPECT_THAT(broken_rules("notes.md", "# Notes\n"), IsEmpty());
}

}  // namespace
}  // namespace epcheck::structure
