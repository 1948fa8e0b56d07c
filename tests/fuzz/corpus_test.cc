// SPDX-License-Identifier: MIT
// The inputs that fuzzers have found worth keeping, and the shipped files: without clang, in each
// run of the tests.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/scenario_target.h"
#include "tests/fuzz/trace_target.h"

namespace epcheck::fuzz {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::vector<fs::path> files_below(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(EPCHECK_SOURCE_DIR "/" + folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

TEST(Fuzz, ScenariosOfTheCorpusGetAGoodAnswer) {
  std::vector<fs::path> files = files_below("tests/fuzz/corpus/scenario");
  ASSERT_GT(files.size(), 10u);
  for (const fs::path& file : files) EXPECT_EQ(wrong_with_scenario(read(file)), "") << file;
}

TEST(Fuzz, BadScenariosGetAGoodAnswer) {
  for (const fs::path& file : files_below("tests/scenarios/bad"))
    EXPECT_EQ(wrong_with_scenario(read(file)), "") << file;
}

TEST(Fuzz, ShippedScenariosGetAGoodAnswer) {
  for (const fs::path& file : files_below("scenarios")) {
    if (file.extension() != ".yaml") continue;
    EXPECT_EQ(wrong_with_scenario(read(file)), "") << file;
  }
}

TEST(Fuzz, TracesOfTheCorpusGetAGoodAnswer) {
  std::vector<fs::path> files = files_below("tests/fuzz/corpus/trace");
  ASSERT_GT(files.size(), 10u);
  for (const fs::path& file : files) EXPECT_EQ(wrong_with_trace(read(file)), "") << file;
}

}  // namespace
}  // namespace epcheck::fuzz
