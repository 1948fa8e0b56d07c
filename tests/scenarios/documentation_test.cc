// SPDX-License-Identifier: MIT
// The examples in the documentation are scenarios: they load, and do what they expect.
#include <fstream>
#include <iterator>

#include "tests/scenarios/running.h"

namespace epcheck::scenario {
namespace {

/// The blocks of the page that are whole files.
std::vector<std::string> examples(const std::string& page) {
  std::ifstream file(page);
  std::string text(std::istreambuf_iterator<char>(file), {});
  const std::string open = "```yaml\nepcheck: 1\n";
  std::vector<std::string> found;
  for (std::size_t at = 0; (at = text.find(open, at)) != std::string::npos;) {
    std::size_t end = text.find("\n```", at);
    found.push_back(text.substr(at + 8, end + 1 - at - 8));
    at = end;
  }
  return found;
}

TEST(Documentation, ExamplesDoWhatTheyExpect) {
  std::vector<std::string> texts = examples(EPCHECK_SOURCE_DIR "/docs/scenario-language.md");
  ASSERT_FALSE(texts.empty());
  for (const std::string& text : texts) {
    auto scenario = load_text("scenario-language.md", text, known_kernels());
    ASSERT_TRUE(scenario) << to_text(scenario.error());
    for (const Variant& variant : scenario->variants)
      EXPECT_EQ(run(variant, {}).expectation, Expectation::met) << variant.name;
  }
}

}  // namespace
}  // namespace epcheck::scenario
