// SPDX-License-Identifier: MIT
// What the loader says about wrong files: each bad/NAME.yaml has its diagnostics in bad/NAME.txt.
// After an intended change: tests/approve, then review the diff.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "scenarios/loader/load.h"
#include "scenarios/program/load_for_model.h"

namespace epcheck::scenario {
namespace {

const std::filesystem::path kFolder = EPCHECK_SOURCE_DIR "/tests/scenarios/bad";

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::vector<std::filesystem::path> bad_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

class Golden : public testing::TestWithParam<std::filesystem::path> {};

// A wrong file is refused, and what is said about it is reviewed like code.
TEST_P(Golden, Diagnostics) {
  auto loaded = load_text(GetParam().filename(), read(GetParam()), known_kernels());
  ASSERT_FALSE(loaded.has_value()) << "the file was accepted";
  std::filesystem::path golden = GetParam();
  golden.replace_extension(".txt");
  const char* approve = std::getenv("EPCHECK_APPROVE");
  if (approve && std::string(approve) == "1")
    std::ofstream(golden, std::ios::binary) << to_text(loaded.error());
  EXPECT_EQ(to_text(loaded.error()), read(golden)) << "if intended, run tests/approve";
}

INSTANTIATE_TEST_SUITE_P(Bad, Golden, testing::ValuesIn(bad_files()), [](const auto& file) {
  std::string name = file.param.stem();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace epcheck::scenario
