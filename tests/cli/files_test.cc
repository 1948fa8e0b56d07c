// SPDX-License-Identifier: MIT
#include "cli/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/scratch.h"

namespace epcheck::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Files, ADirectoryIsItsYamlFilesByName) {
  Scratch scratch;
  for (const char* name : {"b.yaml", "a.yaml", "notes.md", "sub/c.yaml"}) scratch.write(name, "");
  EXPECT_THAT(scenario_files({scratch.path("")}).value(),
              ElementsAre(scratch.path("a.yaml"), scratch.path("b.yaml")));
}

TEST(Files, AFileIsReturnedOnce) {
  Scratch scratch;
  scratch.write("a.yaml", "");
  EXPECT_THAT(scenario_files({scratch.path("a.yaml"), scratch.path("")}).value(),
              ElementsAre(scratch.path("a.yaml")));
}

TEST(Files, ADirectoryWithoutScenariosIsAnError) {
  Scratch scratch;
  EXPECT_THAT(scenario_files({scratch.path("")}).error(), HasSubstr("no *.yaml in it"));
}

TEST(Files, AMissingFileIsAnError) {
  EXPECT_EQ(scenario_files({"/nowhere/a.yaml"}).error(),
            "/nowhere/a.yaml: No such file or directory");
}

TEST(Files, WritingReplacesTheFileAndLeavesNothingElse) {
  Scratch scratch;
  scratch.write("r.json", "old and longer");
  EXPECT_EQ(write_file(scratch.path("r.json"), "new"), "");
  EXPECT_EQ(scratch.read("r.json"), "new");
  EXPECT_THAT(scratch.names(), ElementsAre("r.json"));
}

TEST(Files, WritingThroughALinkKeepsTheLink) {
  Scratch scratch;
  scratch.write("real", "old");
  std::filesystem::create_symlink("real", scratch.path("link"));
  EXPECT_EQ(write_file(scratch.path("link"), "new"), "");
  EXPECT_EQ(scratch.read("real"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(scratch.path("link")));
}

TEST(Files, AReplacedFileKeepsItsMode) {
  namespace fs = std::filesystem;
  Scratch scratch;
  std::string path = scratch.write("r.json", "old");
  fs::permissions(path, fs::perms::owner_all);
  EXPECT_EQ(write_file(path, "new"), "");
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
}

TEST(Files, AFolderThatCannotBeResolvedIsAnErrorOfItsOwn) {
  Scratch scratch;
  std::filesystem::create_symlink("loop", scratch.path("loop"));
  std::string path = scratch.path("loop/r.json");
  EXPECT_EQ(write_file(path, "new"), path + ": Too many levels of symbolic links");
}

// A name that leaves no room for that of the temporary file.
TEST(Files, WhatCouldNotBeWrittenIsNotLeftBehind) {
  Scratch scratch;
  std::string path = scratch.path(std::string(255, 'x'));
  EXPECT_EQ(write_new_file(path, "new"), path + ": File name too long");
  EXPECT_THAT(scratch.names(), IsEmpty());
}

// A rename would replace the device by a file.
TEST(Files, ADeviceIsWrittenDirectly) {
  EXPECT_EQ(write_file("/dev/null", "text"), "");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(Files, WhatCannotBeWrittenIsKnownBefore) {
  EXPECT_EQ(why_unwritable("/nowhere/r.json"), "/nowhere/r.json: No such file or directory");
  EXPECT_EQ(why_unwritable("/"), "/: Is a directory");
}

}  // namespace
}  // namespace epcheck::cli
