// SPDX-License-Identifier: MIT
// The example in README.md is real. After an intended change: tests/approve, then review the diff.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/cli/binary.h"
#include "tests/cli/scratch.h"

namespace epcheck::cli {
namespace {

const char* const kReadme = EPCHECK_SOURCE_DIR "/README.md";

std::string readme() {
  std::ostringstream text;
  text << std::ifstream(kReadme).rdbuf();
  return text.str();
}

/// Where in `text` the content of the first block fenced as `language` stands.
struct Block {
  std::size_t begin, size;
};
Block find_block(const std::string& text, const std::string& language) {
  std::string fence = "```" + language + "\n";
  std::size_t begin = text.find(fence) + fence.size();
  return {begin, text.find("```", begin) - begin};
}

std::string block(const std::string& text, const std::string& language) {
  auto [begin, size] = find_block(text, language);
  return text.substr(begin, size);
}

/// Without the numbers that change when the engine sees fewer states or steps.
std::string without_numbers(std::string text) {
  text = std::regex_replace(text, std::regex(" +[0-9]+ +[0-9]+ +[0-9.]+\n"), "\n");
  return std::regex_replace(text, std::regex("after [0-9]+ steps"), "after some steps");
}

TEST(ReadmeGolden, ShowsWhatTheCommandPrints) {
  Scratch scratch;
  std::string text = readme();
  Ran ran = run_binary(scratch.write("accept-once.yaml", block(text, "yaml")));
  const char* approve = std::getenv("EPCHECK_APPROVE");
  if (approve && std::string(approve) == "1") {
    auto [begin, size] = find_block(text, "text");
    std::ofstream(kReadme) << text.replace(begin, size, ran.output);
  }
  EXPECT_EQ(without_numbers(block(text, "text")), without_numbers(ran.output))
      << "if intended, run tests/approve";
}

}  // namespace
}  // namespace epcheck::cli
