// SPDX-License-Identifier: MIT
// Every variant of every scenario that is shipped does what its file expects, by a complete search.
#include <filesystem>

#include "checker/memory_names.h"
#include "tests/scenarios/running.h"

namespace epcheck::scenario {
namespace {

std::vector<std::string> shipped_files() {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(EPCHECK_SOURCE_DIR "/scenarios"))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

class Shipped : public testing::TestWithParam<std::string> {};

TEST_P(Shipped, DoesWhatItExpects) {
  auto scenario = load_for_model(GetParam());
  ASSERT_TRUE(scenario) << to_text(scenario.error());
  for (const Variant& variant : scenario->variants) {
    for (const std::string& kernel : kernels_of(variant)) {
      RunResult found = run(variant, {kernel, {.memory = *memory_named(variant.memory)}});
      EXPECT_EQ(found.expectation, Expectation::met)
          << variant.name << " on " << kernel << ": " << testing::PrintToString(found.differences)
          << found.result.note;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Shipped, testing::ValuesIn(shipped_files()),
                         [](const auto& file) {
                           std::string name = std::filesystem::path(file.param).stem();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace epcheck::scenario
