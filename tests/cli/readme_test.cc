// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "tests/cli/binary.h"
#include "tests/cli/scratch.h"

namespace epcheck::cli {
namespace {

std::string readme() {
  std::ostringstream text;
  text << std::ifstream(EPCHECK_SOURCE_DIR "/README.md").rdbuf();
  return text.str();
}

/// The first block of `text` that is fenced as `language`.
std::string block(const std::string& text, const std::string& language) {
  std::string fence = "```" + language + "\n";
  std::size_t begin = text.find(fence);
  if (begin == std::string::npos) return "no block of " + language;
  begin += fence.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

/// Without the numbers that change when the engine sees fewer states or steps.
std::string without_numbers(std::string text) {
  text = std::regex_replace(text, std::regex(" +[0-9]+ +[0-9]+ +[0-9.]+\n"), "\n");
  return std::regex_replace(text, std::regex("after [0-9]+ steps"), "after some steps");
}

TEST(Readme, ShowsWhatTheCommandPrints) {
  Scratch scratch;
  Ran ran = run_binary(scratch.write("accept-once.yaml", block(readme(), "yaml")));
  EXPECT_EQ(without_numbers(block(readme(), "text")), without_numbers(ran.output));
}

}  // namespace
}  // namespace epcheck::cli
