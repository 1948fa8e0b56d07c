// SPDX-License-Identifier: MIT
// Whatever the bytes of a file are, the loader returns. Under the sanitizers this is a small fuzzer
// with a fixed seed; each failure names the input.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "scenarios/loader/load.h"

namespace epcheck::scenario {
namespace {

std::vector<std::string> shipped_files() {
  std::vector<std::string> texts;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(EPCHECK_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

/// Loads the text; either there is a scenario, or there is something to say and it can be said.
void expect_answer(const std::string& text) {
  auto loaded = load_text("hostile.yaml", text);
  if (loaded)
    EXPECT_FALSE(loaded->variants.empty()) << text;
  else
    EXPECT_FALSE(to_text(loaded.error()).empty()) << text;
}

class Mutation {
 public:
  explicit Mutation(unsigned seed) : random_(seed) {}

  std::string apply(std::string text, const std::string& other) {
    static const std::string kSigns = "{}[]:,-#&*!|>'\"%@`$()=\n \t\r\x80\xff";
    for (unsigned i = 0, edits = 1 + below(4); i < edits && !text.empty(); ++i) {
      std::size_t at = below(text.size());
      switch (below(5)) {
        case 0:
          text[at] = kSigns[below(kSigns.size())];
          break;
        case 1:
          text.insert(at, 1, kSigns[below(kSigns.size())]);
          break;
        case 2:
          text.erase(at, 1 + below(20));
          break;
        case 3:
          text.insert(at, other.substr(below(other.size()), below(60)));
          break;
        default:
          text.resize(at);
      }
    }
    return text;
  }

 private:
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }
  std::mt19937 random_;
};

TEST(Hostile, MutatedScenariosGetAnAnswer) {
  std::vector<std::string> texts = shipped_files();
  ASSERT_FALSE(texts.empty());
  Mutation mutation(20251121);
  for (std::size_t i = 0; i < 4000; ++i)
    expect_answer(mutation.apply(texts[i % texts.size()], texts[(i / 7) % texts.size()]));
}

TEST(Hostile, EveryPrefixGetsAnAnswer) {
  std::string text = shipped_files().front();
  for (std::size_t size = 0; size <= text.size(); ++size) expect_answer(text.substr(0, size));
}

// Shows itself under valgrind or a sanitizer, or by luck.
TEST(Hostile, ACallThatDoesNotEndGetsAnAnswer) {
  for (const char* call : {"awake(", "awake(t", "1 + awake("})
    expect_answer("epcheck: 1\nname: call\nthreads: {t: {steps: [{if: \"" + std::string(call) +
                  "\", then: [exit]}]}}");
}

TEST(Hostile, DeepNestingGetsAnAnswer) {
  std::string deep;
  for (const char* open : {"[", "{a: ", "- ", "? ", "(", "not ", "- - "}) {
    deep.clear();
    for (int i = 0; i < 20000; ++i) deep += open;
    expect_answer("epcheck: 1\nname: deep\nthreads: " + deep);
    expect_answer("epcheck: 1\nname: deep\nthreads: {t: {steps: [{if: \"" + deep +
                  "1\", then: [exit]}]}}");
  }
}

// Doubling parameters must not double the text for ever.
TEST(Hostile, GrowingParametersGetAnAnswer) {
  std::string text = "epcheck: 1\nname: grow\nparams:\n  p0: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n";
  for (int i = 1; i < 8; ++i) {
    std::string before = "$p" + std::to_string(i - 1);
    text += "  p" + std::to_string(i) + ": ";
    for (int k = 0; k < 16; ++k) text += before;
    text += "\n";
  }
  expect_answer(text + "threads: {t: {steps: [{close: $p7}]}}\n");
}

TEST(Hostile, AMegabyteOfStepsGetsAnAnswer) {
  std::string text =
      "epcheck: 1\nname: long\nfiles: {e: {kind: eventfd}}\nthreads:\n  t:\n    steps:\n";
  while (text.size() + 16 < kMaxBytes) text += "    - close: e\n";
  expect_answer(text);
}

}  // namespace
}  // namespace epcheck::scenario
